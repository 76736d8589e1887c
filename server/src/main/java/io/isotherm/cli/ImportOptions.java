package io.isotherm.cli;

import io.isotherm.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What was typed after {@code ./isotherm import}.
 *
 * @param files each a CSV file, one with {@code .gz} behind, a {@code .zip} of some, or {@code -}
 * @param server without a path
 * @param token null where the server needs none
 * @param yes whether nothing is asked
 * @param format what is said of the file, by the names of the API's parameters
 */
record ImportOptions(
        List<String> files, Path cwd, URI server, @Nullable String token, boolean yes, Map<String, String> format) {
    static final String SERVER = "--server";
    static final String TOKEN_FILE = "--token-file";
    static final String YES = "--yes";

    /** Flags of the file's format, and the parameters of the API that they are. */
    private static final Map<String, String[]> FORMAT = new LinkedHashMap<>();

    static {
        FORMAT.put(
                "--sensor",
                new String[] {"sensor", "NAME", "What the sensor is called (the file's name unless given)"});
        FORMAT.put("--zone", new String[] {"zone", "ZONE", "Of times without one: Europe/Berlin, UTC, +02:00"});
        FORMAT.put("--unit", new String[] {"unit", "UNIT", "Of values without one: °C, F, K, %, hPa ..."});
        FORMAT.put("--date-format", new String[] {
            "dates",
            "FORM",
            "ymd, dmy, mdy, a pattern such as dd.MM.yyyy, epoch-s, epoch-ms, epoch-us, epoch-ns or excel"
        });
        FORMAT.put("--delimiter", new String[] {"delimiter", "CHAR", "Between cells: a character, or tab"});
        FORMAT.put("--decimal", new String[] {"decimal", "CHAR", "Before decimals: . or ,"});
        FORMAT.put("--columns", new String[] {
            "columns",
            "LIST",
            "What each column is: time, date, clock, value, sensor, unit, name, quality or ignore,"
                    + " separated by commas; a value may be value:NAME:UNIT"
        });
        FORMAT.put("--first-line", new String[] {"first-line", "N", "The line of the first reading"});
        FORMAT.put("--charset", new String[] {"charset", "NAME", "UTF-8, UTF-16LE, UTF-16BE or windows-1252"});
        FORMAT.put(
                "--preset", new String[] {"preset", "NAME", "Which logger or program wrote it; none: look for none"});
    }

    static final List<String> FLAGS = flags();

    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(SERVER, TOKEN_FILE, YES));
        flags.addAll(FORMAT.keySet());
        return List.copyOf(flags);
    }

    static CommandSpec command() {
        CommandSpec command = CommandSpec.create();
        command.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..*")
                .paramLabel("FILE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A CSV file, .csv.gz, a .zip of CSV files, or - for what comes in")
                .build());
        command.addOption(text(SERVER, "URL", "The running server (default http://127.0.0.1:8080)"));
        command.addOption(text(TOKEN_FILE, "FILE", "The administrator's token, where the server asks for it"));
        command.addOption(OptionSpec.builder(YES, "-y")
                .arity("0")
                .type(boolean.class)
                .description("Ask nothing; what has to be known must be told by flags")
                .build());
        FORMAT.forEach((flag, words) -> command.addOption(text(flag, words[1], words[2])));
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "All of it is kept.");
        codes.put("1", "It failed or was stopped; importing again makes no doubles.");
        codes.put("2", "A flag is wrong, or something has to be told.");
        codes.put("3", "It is kept, but for rows that were refused.");
        command.usageMessage()
                .width(Commands.WIDTH)
                .sortOptions(false)
                .description("Read readings out of CSV files, into the running server.")
                .customSynopsis("./isotherm import FILE... [OPTIONS]")
                .synopsisHeading("Usage: ")
                .optionListHeading("%n")
                .parameterListHeading("%n")
                .footer("", "Shows what it understood and asks before it imports: docs/guide/importing.md", "")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        return command;
    }

    private static OptionSpec text(String flag, String label, String description) {
        return OptionSpec.builder(flag)
                .paramLabel(label)
                .arity("1")
                .type(String.class)
                .description(description.replace("%", "%%"))
                .build();
    }

    /** @throws ConfigException when a value cannot be one */
    static ImportOptions of(ParseResult command, Path cwd) {
        Map<String, String> format = new LinkedHashMap<>();
        FORMAT.forEach((flag, words) -> {
            String value = command.matchedOptionValue(flag, (String) null);
            if (value != null) {
                format.put(words[0], value);
            }
        });
        List<String> files = command.matchedPositionals().isEmpty()
                ? List.of()
                : command.matchedPositionals().getFirst().originalStringValues();
        String tokenFile = command.matchedOptionValue(TOKEN_FILE, (String) null);
        return new ImportOptions(
                List.copyOf(files),
                cwd,
                server(command.matchedOptionValue(SERVER, "http://127.0.0.1:8080")),
                tokenFile == null ? null : token(cwd.resolve(tokenFile)),
                command.hasMatchedOption(YES),
                format);
    }

    private static URI server(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ConfigException("flag " + SERVER + " needs an address such as http://127.0.0.1:8080");
    }

    private static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || token.length() > 1_000 || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new ConfigException("flag " + TOKEN_FILE + ": " + file + " has no token in its one line");
            }
            return token;
        } catch (IOException e) {
            throw new ConfigException("flag " + TOKEN_FILE + ": " + file + " cannot be read");
        }
    }
}
