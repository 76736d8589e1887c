package io.isotherm.config;

import java.util.Map;

/** Shows settings to people, without secrets. */
public final class Listing {
    private Listing() {}

    /** One line a setting: its path, value and source, in columns. */
    public static String table(Loaded loaded) {
        int path = "SETTING".length();
        int value = "VALUE".length();
        for (Map.Entry<Setting<?>, Given> entry : loaded.given().entrySet()) {
            path = Math.max(path, entry.getKey().path().length());
            value = Math.max(value, shown(entry.getKey(), entry.getValue()).length());
        }
        String row = "%-" + path + "s  %-" + value + "s  %s%n";
        StringBuilder table = new StringBuilder(String.format(row, "SETTING", "VALUE", "SOURCE"));
        loaded.given()
                .forEach((setting, given) ->
                        table.append(String.format(row, setting.path(), shown(setting, given), given.source())));
        return table.toString();
    }

    /** An isotherm.yaml that says the same: settings at their default are commented out. */
    public static String yaml(Loaded loaded) {
        StringBuilder yaml =
                new StringBuilder("# isotherm.yaml: settings of Isotherm. A flag or an environment variable"
                        + " of the same setting is stronger.\n");
        String group = "";
        for (Map.Entry<Setting<?>, Given> entry : loaded.given().entrySet()) {
            Setting<?> setting = entry.getKey();
            int dot = setting.path().indexOf('.');
            String of = dot < 0 ? "" : setting.path().substring(0, dot);
            String indent = of.isEmpty() ? "" : "  ";
            if (!of.equals(group)) {
                yaml.append('\n').append(of).append(of.isEmpty() ? "" : ":\n");
                group = of;
            } else {
                yaml.append('\n');
            }
            yaml.append("""
                    %1$s# %2$s.
                    %1$s# Value: %3$s. Flag: %4$s. Environment: %5$s.
                    %1$s%6$s%7$s: %8$s
                    """.formatted(
                            indent,
                            setting.comment(),
                            setting.allowed(),
                            setting.flag(),
                            setting.env(),
                            entry.getValue().isDefault() ? "# " : "",
                            setting.path().substring(dot + 1),
                            scalar(Shown.of(setting, entry.getValue()))));
        }
        return yaml.toString();
    }

    private static String shown(Setting<?> setting, Given given) {
        return given.text().isEmpty() ? "-" : Shown.of(setting, given);
    }

    private static String scalar(String text) {
        return text.matches("[A-Za-z0-9./][A-Za-z0-9./,_-]*")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
