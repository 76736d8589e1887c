package io.isotherm.cli;

import io.isotherm.Config;
import io.isotherm.cli.Copies.Place;
import io.isotherm.config.ConfigException;
import io.isotherm.ops.Logging;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.BackupContents;
import io.isotherm.store.backup.BackupWriter;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.Copy;
import io.isotherm.store.backup.Target;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./isotherm backup}, {@code restore} and {@code migrate}. */
final class CopyCommands {
    static final String BACKUP = "backup";
    static final String RESTORE = "restore";
    static final String MIGRATE = "migrate";

    private static final String CHECK = "--check";
    private static final String FROM = "--from";
    private static final String TO = "--to";

    /** The copy is complete but for what was damaged in the source. */
    private static final int DAMAGED = 3;

    private final Path cwd;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Copies copies;
    private final boolean terminal;

    // From Java 25's point of view there is always one; the annotated JDK of NullAway says otherwise.
    @SuppressWarnings("SystemConsoleNull")
    CopyCommands(Path cwd, PrintWriter out, PrintWriter err, Copies copies) {
        this.cwd = cwd;
        this.out = out;
        this.err = err;
        this.copies = copies;
        Console own = System.console();
        terminal = own != null && own.isTerminal();
    }

    // ---- what may be typed

    /** @param command with the settings of {@code run} */
    static CommandSpec backup(CommandSpec command) {
        command.addPositional(file("The backup to make; it must not be there yet"));
        command.usageMessage()
                .description("Write all that is kept into one file, while the server runs, or without it.")
                .customSynopsis("./isotherm backup FILE [SETTINGS]")
                .footer(
                        "",
                        "Of the settings, --data and --store count: give those that the server was started with.",
                        "It reads the store itself, so it must run on the server's machine and as its user; with MongoDB,",
                        "anywhere (on the server's machine the spool is in it too). The file has everything: readings,",
                        "sensors, settings, the audit, and tokens by their hashes: docs/guide/backup.md",
                        "");
        return coded(command, "The backup is complete, and was read again.");
    }

    /** Likewise. */
    static CommandSpec restore(CommandSpec command) {
        command.addPositional(file("The backup"));
        command.addOption(OptionSpec.builder(CHECK)
                .arity("0")
                .type(boolean.class)
                .description("Only read the file through and say what is in it; nothing is written")
                .build());
        command.usageMessage()
                .description("Put a backup into a new data folder, or into an empty MongoDB, of whichever store it is.")
                .customSynopsis("./isotherm restore FILE [--check] [SETTINGS]")
                .footer(
                        "",
                        "Of the settings, --data and --store say where to. What is there already is never overwritten.",
                        "Where it was cut off, run it again: docs/guide/backup.md",
                        "");
        return coded(command, "All of the backup is in place, and was compared.");
    }

    static CommandSpec migrate() {
        CommandSpec command = CommandSpec.create();
        command.addOption(Commands.help());
        command.addOption(place(FROM, "What to copy: a data folder, or mongodb://HOST/DATABASE. No server may use it"));
        command.addOption(place(TO, "Where to: likewise, with nothing in it yet"));
        command.usageMessage()
                .width(Commands.WIDTH)
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .optionListHeading("%n")
                .description("Copy everything from one store into another one, and compare.")
                .customSynopsis("./isotherm migrate --from PLACE --to PLACE")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  ./isotherm migrate --from data --to 'mongodb://host1,host2/isotherm?replicaSet=rs0'",
                        "  ./isotherm migrate --from mongodb://host1/isotherm --to data",
                        "",
                        "The source stays as it is. Where it was cut off, run it again: it goes on. docs/guide/backup.md",
                        "");
        return coded(command, "All is in place, and was compared.");
    }

    private static CommandSpec coded(CommandSpec command, String ok) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", ok);
        codes.put("1", "It failed; the message says why and what to do.");
        codes.put("2", "A flag or setting is wrong; nothing was done.");
        codes.put("3", "As 0, but something in the source is damaged and left out; the messages say what.");
        command.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        return command;
    }

    private static PositionalParamSpec file(String description) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .paramLabel("FILE")
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec place(String flag, String description) {
        return OptionSpec.builder(flag)
                .paramLabel("PLACE")
                .arity("1")
                .required(true)
                .type(String.class)
                .description(description)
                .build();
    }

    /** The flags of the commands that are no settings. */
    static List<String> flags(String command) {
        return switch (command) {
            case RESTORE -> List.of(CHECK);
            case MIGRATE -> List.of(FROM, TO);
            default -> List.of();
        };
    }

    // ---- what is done

    int backup(ParseResult command, Config config) {
        Path file = path(command.matchedPositionalValue(0, ""));
        return told(() -> {
            try (CopyBar bar = bar();
                    Contents contents = copies.beside(cwd.resolve(config.data()), place(config))) {
                BackupContents.Summary summary = BackupWriter.write(contents, file, Cli.number(), bar);
                bar.end();
                tell(summary, file);
                return damaged(contents.damage());
            }
        });
    }

    int restore(ParseResult command, Config config) {
        Path file = path(command.matchedPositionalValue(0, ""));
        return told(() -> {
            try (CopyBar bar = bar();
                    BackupContents backup = BackupContents.open(file, bar)) {
                bar.end();
                tell(backup.summary(), file);
                if (!command.hasMatchedOption(CHECK)) {
                    copy(backup, place(config), bar);
                }
                return damaged(backup.summary().damage());
            }
        });
    }

    int migrate(ParseResult command) {
        Place from = parsed(command.matchedOptionValue(FROM, ""));
        Place to = parsed(command.matchedOptionValue(TO, ""));
        if (from.equals(to)) {
            throw new ConfigException("flags " + FROM + " and " + TO + " name the same place");
        }
        return told(() -> {
            try (CopyBar bar = bar();
                    Contents contents = copies.alone(from)) {
                copy(contents, to, bar);
                return damaged(contents.damage());
            }
        });
    }

    private void copy(Contents from, Place to, CopyBar bar) {
        try (Target target = copies.target(to)) {
            if (target.unfinished().isPresent()) {
                out.println("Goes on where it was cut off.");
                out.flush();
            }
            Copy.Result result = Copy.run(from, target, bar);
            bar.end();
            out.printf(
                    Locale.ROOT,
                    "%s has everything, compared: %,d readings in %,d blocks, %,d of journals merged into them, %,d"
                            + " sensors.%n",
                    target.place(),
                    result.readings(),
                    result.blocks(),
                    result.journal(),
                    result.sensors());
        }
    }

    private void tell(BackupContents.Summary summary, Path file) throws IOException {
        out.printf(
                Locale.ROOT,
                "%s is sound: %,d bytes, made %s by Isotherm %s of %s;%n%,d readings in %,d blocks, %,d records of journals,"
                        + " %,d sensors, %,d entries of the audit.%n",
                file,
                Files.size(file),
                summary.created(),
                summary.program(),
                summary.store(),
                summary.readings(),
                summary.blocks(),
                summary.records(),
                summary.sensors(),
                summary.entries());
        out.flush();
    }

    private int damaged(List<String> damage) {
        damage.forEach(each -> err.println("isotherm: " + each));
        return damage.isEmpty() ? Cli.OK : DAMAGED;
    }

    private interface Work {
        int run() throws IOException;
    }

    private int told(Work work) {
        Logging.start(Logging.Format.TEXT, Level.WARN);
        try {
            return work.run();
        } catch (StoreException | IOException e) {
            err.println("isotherm: " + e.getMessage());
            return Cli.FAILED;
        }
    }

    private CopyBar bar() {
        return new CopyBar(err, terminal);
    }

    private Place place(Config config) {
        return switch (config.store()) {
            case Config.Embedded _ -> new Place.Folder(cwd.resolve(config.data()));
            case Config.MongoDb(String url) -> new Place.Database(url);
        };
    }

    private Place parsed(String text) {
        return text.startsWith("mongodb://") || text.startsWith("mongodb+srv://")
                ? new Place.Database(text)
                : new Place.Folder(path(text).toAbsolutePath().normalize());
    }

    private Path path(@Nullable String text) {
        try {
            if (text == null || text.isBlank()) {
                throw new ConfigException("a file or folder is named by nothing");
            }
            return cwd.resolve(text);
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + Cli.printable(String.valueOf(text)) + "\" is no name of a file");
        }
    }
}
