package io.isotherm.config;

import io.isotherm.Config;
import java.util.Map;

/**
 * What the program starts with.
 *
 * @param given every setting with the text that was taken and its source, in the order of {@link Settings#ALL}
 */
public record Loaded(Config config, Map<Setting<?>, Given> given) {}
