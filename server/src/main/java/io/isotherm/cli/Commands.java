package io.isotherm.cli;

import io.isotherm.config.Mode;
import io.isotherm.config.Setting;
import io.isotherm.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What may be typed, with its help. Made in code, as picocli's annotations would need reflection at every start. */
final class Commands {
    static final String RUN = "run";
    static final String DEMO = "demo";
    static final String CONFIG = "config";
    static final String HEALTH = "health";
    static final String IMPORT = "import";
    static final String FILE_FLAG = "--config";
    static final String YAML_FLAG = "--yaml";

    /** Commands that the launcher itself carries out, with what they do. */
    static final Map<String, String> OF_THE_LAUNCHER = Map.of(
            "build", "Build the program, when it is older than its sources.",
            "test", "Run every test there is.",
            "check", "Check format and types of all sources.",
            "format", "Bring all sources into the house's format.",
            "package", "Pack the program with its own Java into one file, for machines without.");

    /** Commands of the design that are still to come. */
    static final Set<String> LATER = Set.of("export", "user", "bench");

    static final int WIDTH = 110;

    private Commands() {}

    static CommandSpec root() {
        CommandSpec root = CommandSpec.create().name("./isotherm");
        root.addOption(help()).addOption(version());
        root.usageMessage()
                .width(WIDTH)
                .description("Real-time temperature monitoring: keeps every reading, shows them live and as trends.")
                .customSynopsis("./isotherm COMMAND [SETTINGS]")
                .synopsisHeading("Usage: ")
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nOptions:%n")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  ./isotherm demo                          a simulated cold-chain site on http://localhost:8080",
                        "  ./isotherm run --http-port 9000          start empty, with the sensors of this machine",
                        "  ./isotherm demo --sensors 500 --rate 1000",
                        "                                           load: 500 sensors, 1,000 readings a second",
                        "  ISOTHERM_DATA=/srv/temperatures ./isotherm run",
                        "  ./isotherm config --yaml > isotherm.yaml every setting, with comments",
                        "  ./isotherm import logger.csv --zone Europe/Berlin",
                        "                                           readings out of a file, into the running server",
                        "  ./isotherm backup /media/usb/today.isotherm",
                        "                                           everything into one file, while the server runs",
                        "",
                        "A setting is given as flag, environment variable or in isotherm.yaml, in that order of strength.",
                        "'./isotherm run --help' lists all settings.",
                        "");
        exitCodes(root.usageMessage());
        root.addSubcommand(
                DEMO, settings(DEMO, "Start with a simulated cold-chain site that has a week of history.", true));
        root.addSubcommand(RUN, settings(RUN, "Start empty, with the sensors of this machine.", true));
        root.addSubcommand(CONFIG, config());
        root.addSubcommand(
                HEALTH, settings(HEALTH, "Ask the running server with these settings whether it is ready.", true));
        root.addSubcommand(TokenCommand.NAME, TokenCommand.spec());
        root.addSubcommand(IMPORT, ImportOptions.command().addOption(help()));
        root.addSubcommand(CopyCommands.BACKUP, CopyCommands.backup(settings(CopyCommands.BACKUP, "", false)));
        root.addSubcommand(CopyCommands.RESTORE, CopyCommands.restore(settings(CopyCommands.RESTORE, "", false)));
        root.addSubcommand(CopyCommands.MIGRATE, CopyCommands.migrate());
        OF_THE_LAUNCHER.keySet().stream().sorted().forEach(name -> root.addSubcommand(name, ofTheLauncher(name)));
        return root;
    }

    private static CommandSpec config() {
        CommandSpec config = settings(CONFIG, "Print every setting, its value and where it came from.", false);
        config.addOption(OptionSpec.builder(YAML_FLAG)
                .arity("0")
                .type(boolean.class)
                .description("Print a commented isotherm.yaml instead")
                .build());
        config.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("run|demo")
                .type(String.class)
                .description("For which command (default run)")
                .build());
        return config;
    }

    private static CommandSpec settings(String name, String description, boolean starts) {
        CommandSpec command = CommandSpec.create();
        command.addOption(help());
        command.addOption(OptionSpec.builder(FILE_FLAG)
                .paramLabel("FILE")
                .arity("1")
                .type(String.class)
                .description("Read settings from this file instead of isotherm.yaml")
                .build());
        Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            groups.computeIfAbsent(setting.group(), Commands::group).addArg(option(setting, name));
        }
        groups.values().forEach(group -> command.addArgGroup(group.build()));
        UsageMessageSpec usage = command.usageMessage()
                .width(WIDTH)
                .sortOptions(false)
                .description(description)
                .optionListHeading("%n")
                .customSynopsis("./isotherm " + name + (starts ? "" : " [run|demo]") + " [SETTINGS]")
                .synopsisHeading("Usage: ")
                .footer(
                        "",
                        "Each setting can also be given in the environment (--http-port is ISOTHERM_HTTP_PORT) and in"
                                + " isotherm.yaml",
                        "('./isotherm config --yaml' prints one). A flag is strongest, then the environment, then the"
                                + " file.",
                        "ISOTHERM_STORE_FILE, ISOTHERM_BROKER_FILE and ISOTHERM_MQTT_BROKER_FILE name files that hold"
                                + " such a URL, with its password.",
                        "The environment variable ISOTHERM_JAVA_OPTS holds options for Java.",
                        "");
        if (starts) {
            exitCodes(usage);
        }
        return command;
    }

    private static ArgGroupSpec.Builder group(String heading) {
        return ArgGroupSpec.builder()
                .heading("%n" + heading + ":%n")
                .exclusive(false)
                .validate(false)
                .multiplicity("0..1");
    }

    private static OptionSpec option(Setting<?> setting, String command) {
        String standard = setting.defaultText(command.equals(DEMO) ? Mode.DEMO : Mode.RUN);
        String text = setting.comment() + (standard.isEmpty() ? "" : " (default " + standard + ")");
        return OptionSpec.builder(setting.flag())
                .paramLabel(setting.label())
                .arity("1")
                .type(String.class)
                .description(text.replace("%", "%%"))
                .build();
    }

    private static CommandSpec ofTheLauncher(String name) {
        CommandSpec command = CommandSpec.create();
        command.usageMessage().description(OF_THE_LAUNCHER.get(name));
        return command;
    }

    static OptionSpec help() {
        return OptionSpec.builder("--help", "-h")
                .arity("0")
                .type(boolean.class)
                .usageHelp(true)
                .description("Print this help")
                .build();
    }

    private static OptionSpec version() {
        return OptionSpec.builder("--version", "-V")
                .arity("0")
                .type(boolean.class)
                .versionHelp(true)
                .description("Print the version")
                .build();
    }

    private static void exitCodes(UsageMessageSpec usage) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "It ended as it was asked to.");
        codes.put("1", "It failed; the log says why.");
        codes.put("2", "A command, flag or setting is wrong; nothing was started.");
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    }
}
