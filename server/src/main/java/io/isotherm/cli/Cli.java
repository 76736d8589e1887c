package io.isotherm.cli;

import io.isotherm.config.ConfigException;
import io.isotherm.config.Listing;
import io.isotherm.config.Loaded;
import io.isotherm.config.Loader;
import io.isotherm.config.Mode;
import io.isotherm.config.Nearest;
import io.isotherm.config.Setting;
import io.isotherm.config.Settings;
import io.isotherm.ops.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Carries out what was typed. */
public final class Cli {
    /** It ended as it was asked to. */
    public static final int OK = 0;

    /** It failed; the log says why. */
    public static final int FAILED = 1;

    /** A command, flag or setting is wrong. */
    public static final int MISUSED = 2;

    private static final int MOST_PROBLEMS = 20;

    private final Map<String, String> env;
    private final Path cwd;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Server server;
    private final Copies copies;

    private Cli(Map<String, String> env, Path cwd, PrintWriter out, PrintWriter err, Server server, Copies copies) {
        this.env = env;
        this.cwd = cwd;
        this.out = out;
        this.err = err;
        this.server = server;
        this.copies = copies;
    }

    /** The same for whoever has no stores to copy. */
    public static int run(
            String[] args, Map<String, String> env, Path cwd, PrintWriter out, PrintWriter err, Server server) {
        return run(args, env, cwd, out, err, server, Copies.NONE);
    }

    /**
     * @param args what was typed after {@code ./isotherm}
     * @param cwd the working directory
     * @param out for what was asked for
     * @param err for what is wrong with it
     * @param copies opens the stores that are copied
     * @return the exit code
     */
    public static int run(
            String[] args,
            Map<String, String> env,
            Path cwd,
            PrintWriter out,
            PrintWriter err,
            Server server,
            Copies copies) {
        int code = new Cli(env, cwd, out, err, server, copies).run(args);
        out.flush();
        err.flush();
        return code;
    }

    private int run(String[] args) {
        if (args.length == 1 && args[0].equals(Commands.HEALTH)) {
            return health();
        }
        CommandLine root = new CommandLine(Commands.root())
                .setExpandAtFiles(false)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        if (args.length == 0 || args[0].equals("help")) {
            root.usage(out);
            return OK;
        }
        String name = args[0];
        if (!name.startsWith("-") && !root.getSubcommands().containsKey(name)) {
            return unknownCommand(name, root);
        }
        if (Commands.OF_THE_LAUNCHER.containsKey(name)) {
            return misused("'" + name + "' is done by the launcher script: ./isotherm " + name);
        }
        if (name.equals(TokenCommand.NAME)) {
            return new TokenCommand(env, cwd, out, err).run(Arrays.copyOfRange(args, 1, args.length));
        }
        try {
            ParseResult parsed = root.parseArgs(args);
            ParseResult command = parsed.subcommand();
            if (command == null) {
                return global(root, parsed);
            }
            if (command.isUsageHelpRequested()) {
                command.commandSpec().commandLine().usage(out);
                return OK;
            }
            return switch (name) {
                case Commands.CONFIG -> config(command);
                case Commands.HEALTH ->
                    HealthCommand.run(load(command, Mode.RUN).config(), out, err);
                case Commands.IMPORT -> new ImportRun(ImportOptions.of(command, cwd), out, err).run();
                case CopyCommands.BACKUP ->
                    copying().backup(command, load(command, Mode.RUN).config());
                case CopyCommands.RESTORE ->
                    copying().restore(command, load(command, Mode.RUN).config());
                case CopyCommands.MIGRATE -> copying().migrate(command);
                default -> start(command, name);
            };
        } catch (ParameterException e) {
            return misused(reason(e, name));
        } catch (ConfigException e) {
            return misused(e.problems());
        }
    }

    private CopyCommands copying() {
        return new CopyCommands(cwd, out, err, copies);
    }

    // Asked every few seconds, of settings in the environment: to make all that may be typed takes longer than the
    // answer.
    private int health() {
        try {
            return HealthCommand.run(
                    Loader.load(Mode.RUN, Map.of(), null, env, cwd).config(), out, err);
        } catch (ConfigException e) {
            return misused(e.problems());
        }
    }

    private int global(CommandLine root, ParseResult parsed) {
        if (parsed.isVersionHelpRequested()) {
            out.println(version());
        } else {
            root.usage(out);
        }
        return OK;
    }

    private int start(ParseResult command, String name) {
        Mode mode = name.equals(Commands.DEMO) ? Mode.DEMO : Mode.RUN;
        Loaded loaded = load(command, mode);
        Logging.start(loaded.config().log().format(), loaded.config().log().level());
        return server.serve(loaded.config(), mode);
    }

    private int config(ParseResult command) {
        String of = command.matchedPositionalValue(0, Commands.RUN);
        if (!of.equals(Commands.RUN) && !of.equals(Commands.DEMO)) {
            return misused("'config' prints the settings of run or demo, not of \"" + printable(of) + "\"");
        }
        Loaded loaded = load(command, of.equals(Commands.DEMO) ? Mode.DEMO : Mode.RUN);
        out.print(command.hasMatchedOption(Commands.YAML_FLAG) ? Listing.yaml(loaded) : Listing.table(loaded));
        return OK;
    }

    private Loaded load(ParseResult command, Mode mode) {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            if (command.hasMatchedOption(setting.flag())) {
                // Within a group picocli lets an option be repeated, and the last one win.
                List<String> texts = command.matchedOption(setting.flag()).originalStringValues();
                if (texts.size() > 1) {
                    throw new ConfigException("flag " + setting.flag() + " is given twice");
                }
                flags.put(setting.flag(), texts.getFirst());
            }
        }
        @Nullable String file = command.matchedOptionValue(Commands.FILE_FLAG, (String) null);
        return Loader.load(mode, flags, file, env, cwd);
    }

    private int unknownCommand(String name, CommandLine root) {
        if (Commands.LATER.contains(name)) {
            return misused("'" + name + "' is not in this version (" + number() + ") yet");
        }
        TreeSet<String> known = new TreeSet<>(root.getSubcommands().keySet());
        return misused("there is no command \"" + printable(name) + "\""
                + Nearest.to(name, known)
                        .map(near -> ": did you mean '" + near + "'?")
                        .orElse("; there are " + String.join(", ", known)));
    }

    private static String reason(ParameterException e, String command) {
        return switch (e) {
            case UnmatchedArgumentException unmatched ->
                unknown(unmatched.getUnmatched().getFirst(), command);
            case MissingParameterException missing
            when !missing.getMissing().isEmpty()
                    && missing.getMissing().getFirst() instanceof CommandLine.Model.OptionSpec option ->
                "flag " + option.longestName() + " needs a value: " + allowed(option.longestName());
            case OverwrittenOptionException twice
            when twice.getOverwritten() instanceof CommandLine.Model.OptionSpec option ->
                "flag " + option.longestName() + " is given twice";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String unknown(String argument, String command) {
        if (!argument.startsWith("-")) {
            return "'" + command + "' takes no \"" + printable(argument) + "\"; settings are flags";
        }
        String flag = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        if (command.startsWith("-")) {
            return "flag " + printable(flag) + " goes after a command: ./isotherm run " + printable(flag);
        }
        boolean settings = !command.equals(Commands.IMPORT) && !command.equals(CopyCommands.MIGRATE);
        List<String> known =
                new ArrayList<>(command.equals(Commands.IMPORT) ? ImportOptions.FLAGS : CopyCommands.flags(command));
        if (settings) {
            Settings.ALL.forEach(setting -> known.add(setting.flag()));
        }
        return "there is no flag " + printable(flag)
                + Nearest.to(flag, known)
                        .map(near -> ": did you mean " + near + (settings ? ", which is " + allowed(near) + "?" : "?"))
                        .orElse("; './isotherm " + command + " --help' lists all");
    }

    private static String allowed(String flag) {
        return Settings.ALL.stream()
                .filter(setting -> setting.flag().equals(flag))
                .findFirst()
                .map(Setting::allowed)
                .orElse(flag.equals(Commands.FILE_FLAG) ? "a file" : "the command's --help tells which");
    }

    private int misused(String problem) {
        return misused(List.of(problem));
    }

    private int misused(List<String> problems) {
        problems.stream().limit(MOST_PROBLEMS).forEach(problem -> err.println("isotherm: " + problem));
        if (problems.size() > MOST_PROBLEMS) {
            err.println("isotherm: and " + (problems.size() - MOST_PROBLEMS) + " more");
        }
        return MISUSED;
    }

    static String printable(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", "\ufffd");
        return safe.length() <= 100 ? safe : safe.substring(0, 100) + "…";
    }

    private static String version() {
        return "Isotherm " + number() + " (Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ")";
    }

    /** The version of the jar; {@code dev} when run from classes. */
    public static String number() {
        @Nullable String number = Cli.class.getPackage().getImplementationVersion();
        return number == null ? "dev" : number;
    }
}
