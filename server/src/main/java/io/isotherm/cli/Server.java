package io.isotherm.cli;

import io.isotherm.Config;
import io.isotherm.config.Mode;

/** What the commands {@code run} and {@code demo} start. */
@FunctionalInterface
public interface Server {
    /**
     * Starts and returns when the program is to end.
     *
     * @return the program's exit code
     * @throws io.isotherm.config.ConfigException when a setting turns out not to work: a port that is taken, a missing file
     */
    int serve(Config config, Mode mode);
}
