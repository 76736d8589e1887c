package io.isotherm.ingest.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file does not tell.
 *
 * @param option that answers it, of {@link CsvOptions#NAMES}
 * @param text for people
 * @param choices some or all answers; empty where anything may be
 * @param assumed the answer without an answer; null where there has to be one before anything is imported
 */
public record Question(
        String option,
        String text,
        List<String> choices,
        @Nullable String assumed) {
    public Question {
        choices = List.copyOf(choices);
    }

    public boolean isOpen() {
        return assumed == null;
    }
}
