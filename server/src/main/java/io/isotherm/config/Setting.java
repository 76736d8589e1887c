package io.isotherm.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting.
 *
 * @param path its place in isotherm.yaml: {@code http.port}
 * @param flag on the command line: {@code --http-port}
 * @param group heading under which the help lists it
 * @param standard its default, as it would be written; empty for none
 * @param demo its default for {@link Mode#DEMO} where that differs
 * @param comment one line, a sentence without its full stop
 */
public record Setting<T>(
        String path,
        String flag,
        String group,
        Kind<T> kind,
        String standard,
        @Nullable String demo,
        String comment) {

    Setting(String path, String flag, String group, Kind<T> kind, String standard, String comment) {
        this(path, flag, group, kind, standard, null, comment);
    }

    /** In the environment: {@code ISOTHERM_HTTP_PORT}. */
    public String env() {
        return "ISOTHERM_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** In the environment, for the name of a file that holds the value: {@code ISOTHERM_STORE_FILE}. */
    String fileEnv() {
        return env() + "_FILE";
    }

    public String defaultText(Mode mode) {
        return mode == Mode.DEMO && demo != null ? demo : standard;
    }

    /** Completes "must be …". */
    public String allowed() {
        return kind.allowed();
    }

    /** Stands for the value in the help. */
    public String label() {
        return kind.label();
    }
}
