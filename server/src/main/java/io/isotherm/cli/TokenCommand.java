package io.isotherm.cli;

import io.isotherm.cli.ServerApi.Failed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code ./isotherm token add|list|revoke}: the tokens of senders, asked of the server that runs; {@code admin}: the
 * administrator's, which is a file.
 */
final class TokenCommand {
    static final String NAME = "token";
    static final String DESCRIPTION = "Make, list and revoke the tokens with which devices and gateways send.";

    private static final String ADMIN = "admin";
    private static final String SERVER = "--server";
    private static final String TOKEN_FILE = "--token-file";
    private static final String STANDARD_SERVER = "http://localhost:8080";
    private static final int WIDTH = 110;

    private final Map<String, String> env;
    private final Path cwd;
    private final PrintWriter out;
    private final PrintWriter err;

    TokenCommand(Map<String, String> env, Path cwd, PrintWriter out, PrintWriter err) {
        this.env = env;
        this.cwd = cwd;
        this.out = out;
        this.err = err;
    }

    // ---- what may be typed

    static CommandSpec spec() {
        CommandSpec token = CommandSpec.create().name("./isotherm token");
        token.addOption(Commands.help());
        token.usageMessage()
                .width(WIDTH)
                .synopsisHeading("Usage: ")
                .customSynopsis("./isotherm token add|list|revoke|admin [OPTIONS]")
                .description(DESCRIPTION)
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nOptions:%n")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  ./isotherm token add Fridge --device fridge-1   sends readings of fridge-1/... only",
                        "  ./isotherm token add Gateway --site pharmacy    of the devices there; new ones are put there",
                        "  ./isotherm token list",
                        "  ./isotherm token revoke 4f1c09a2b7",
                        "  ./isotherm token admin --token-file admin.token makes the administrator's, where there is none",
                        "",
                        "A token sends readings and opens nothing else. The server has to be running; where one has to"
                                + " sign in,",
                        "--token-file names the file with the administrator's token.",
                        "");
        token.addSubcommand("add", add());
        token.addSubcommand("list", list());
        token.addSubcommand("revoke", revoke());
        token.addSubcommand(ADMIN, admin());
        return token;
    }

    private static CommandSpec add() {
        CommandSpec add =
                command("add", "NAME (--device KEY... | --site ID | --all)", "Make a token, and print it: this once.");
        add.addPositional(positional("NAME", "Who is to send with it, for people to read"));
        add.addOption(OptionSpec.builder("--device")
                .paramLabel("KEY")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("For readings of this device, or of all below prefix/*; may be repeated")
                .build());
        add.addOption(
                text("--site", "ID", "For readings of the devices at this site; a device that is new is put there"));
        add.addOption(OptionSpec.builder("--all")
                .arity("0")
                .type(boolean.class)
                .description("For readings of every device")
                .build());
        add.usageMessage()
                .footer(
                        "",
                        "The token goes to standard output, all else to standard error:"
                                + " TOKEN=$(./isotherm token add Fridge --device fridge-1)",
                        "");
        return add;
    }

    private static CommandSpec list() {
        CommandSpec list = command("list", "", "List the tokens: not the tokens themselves, which are kept nowhere.");
        list.addOption(OptionSpec.builder("--revoked")
                .arity("0")
                .type(boolean.class)
                .description("Those too that were revoked")
                .build());
        return list;
    }

    private static CommandSpec revoke() {
        CommandSpec revoke = command("revoke", "ID", "Make a token useless, for good and at once.");
        revoke.addPositional(positional("ID", "The token's id, as 'token list' shows it"));
        return revoke;
    }

    private static CommandSpec admin() {
        CommandSpec admin = CommandSpec.create();
        admin.addOption(Commands.help());
        admin.addOption(text(TOKEN_FILE, "FILE", "The file; one that is there stays (or ISOTHERM_ADMIN_TOKEN_FILE)"));
        admin.addOption(OptionSpec.builder("--show")
                .arity("0")
                .type(boolean.class)
                .description("Print the token itself, too")
                .build());
        admin.usageMessage()
                .width(WIDTH)
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis("./isotherm token admin [OPTIONS]")
                .description("Make the administrator's token, in a file for its owner alone, where there is none yet.")
                .optionListHeading("%n");
        return admin;
    }

    private static CommandSpec command(String name, String synopsis, String description) {
        CommandSpec command = CommandSpec.create();
        command.addOption(Commands.help());
        command.addOption(
                text(SERVER, "URL", "Where the server is (default " + STANDARD_SERVER + "; or ISOTHERM_SERVER)"));
        command.addOption(text(
                TOKEN_FILE,
                "FILE",
                "File with the administrator's token, where one has to sign in (or ISOTHERM_ADMIN_TOKEN_FILE)"));
        command.usageMessage()
                .width(WIDTH)
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(("./isotherm token " + name + " " + synopsis).strip() + " [OPTIONS]")
                .description(description)
                .parameterListHeading("%n")
                .optionListHeading("%n");
        return command;
    }

    private static OptionSpec text(String flag, String label, String description) {
        return OptionSpec.builder(flag)
                .paramLabel(label)
                .arity("1")
                .type(String.class)
                .description(description)
                .build();
    }

    private static PositionalParamSpec positional(String label, String description) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    // ---- and what is done

    /** @param args what was typed after {@code token} */
    int run(String[] args) {
        CommandLine line = new CommandLine(spec()).setExpandAtFiles(false);
        try {
            ParseResult parsed = line.parseArgs(args);
            ParseResult command = parsed.subcommand();
            if (command == null) {
                line.usage(out);
                return Cli.OK;
            }
            if (command.isUsageHelpRequested()) {
                command.commandSpec().commandLine().usage(out);
                return Cli.OK;
            }
            if (command.commandSpec().name().equals(ADMIN)) {
                admin(command);
                return Cli.OK;
            }
            try (ServerApi server = server(command)) {
                switch (command.commandSpec().name()) {
                    case "add" -> add(server, command);
                    case "list" -> list(server, command);
                    default -> revoke(server, command);
                }
            }
            return Cli.OK;
        } catch (ParameterException e) {
            err.println(
                    "isotherm: " + Cli.printable(String.valueOf(e.getMessage())) + "; './isotherm token --help' tells");
            return Cli.MISUSED;
        } catch (Failed e) {
            err.println("isotherm: " + e.getMessage());
            return Cli.FAILED;
        }
    }

    private ServerApi server(ParseResult command) throws Failed {
        String address = command.matchedOptionValue(SERVER, env.getOrDefault("ISOTHERM_SERVER", STANDARD_SERVER));
        return ServerApi.at(address, tokenFile(command));
    }

    private @Nullable Path tokenFile(ParseResult command) throws Failed {
        @Nullable String file = command.matchedOptionValue(TOKEN_FILE, env.get("ISOTHERM_ADMIN_TOKEN_FILE"));
        try {
            return file == null || file.isEmpty() ? null : cwd.resolve(file);
        } catch (InvalidPathException e) {
            throw new Failed("\"" + Cli.printable(String.valueOf(file)) + "\" names no file");
        }
    }

    private void admin(ParseResult command) throws Failed {
        Path file = tokenFile(command);
        if (file == null) {
            throw new ParameterException(command.commandSpec().commandLine(), "say which file: --token-file FILE");
        }
        boolean made = AdminTokenFile.make(file);
        String token = AdminTokenFile.read(file);
        err.println("The administrator's token " + (made ? "was made, and is" : "is") + " in " + file
                + (command.hasMatchedOption("--show") ? ":" : "; --show prints it."));
        err.flush();
        if (command.hasMatchedOption("--show")) {
            out.println(token);
        }
    }

    private void add(ServerApi server, ParseResult command) throws Failed {
        List<String> devices = command.matchedOptionValue("--device", List.of());
        @Nullable String site = command.matchedOptionValue("--site", (String) null);
        boolean all = command.hasMatchedOption("--all");
        if ((devices.isEmpty() ? 0 : 1) + (site == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new ParameterException(
                    command.commandSpec().commandLine(), "say what it is for: one of --device, --site and --all");
        }
        JsonObject grant = new JsonObject();
        if (all) {
            grant.put("all", true);
        } else if (site != null) {
            grant.put("site", site);
        } else {
            grant.put("devices", new JsonArray(devices));
        }
        JsonObject made = server.call(
                "POST",
                "api/v1/tokens",
                new JsonObject()
                        .put("name", command.matchedPositionalValue(0, ""))
                        .put("grant", grant));
        err.println("Token " + made.getString("id") + " of \"" + Cli.printable(made.getString("name", "")) + "\", for "
                + words(made.getJsonObject("grant", grant)) + ". It is shown this once:");
        err.flush();
        out.println(made.getString("token"));
    }

    private void list(ServerApi server, ParseResult command) throws Failed {
        String query = "api/v1/tokens?limit=1000" + (command.hasMatchedOption("--revoked") ? "&revoked=true" : "");
        out.printf("%-10s  %-30s  %-16s  %-16s  %s%n", "id", "name", "made", "last used", "for");
        @Nullable String next = "";
        while (next != null) {
            JsonObject page = server.call("GET", next.isEmpty() ? query : query + "&cursor=" + encoded(next), null);
            for (Object item : page.getJsonArray("items", new JsonArray())) {
                if (item instanceof JsonObject token) {
                    list(token);
                }
            }
            next = page.getString("next");
        }
    }

    private void list(JsonObject token) {
        @Nullable Long revoked = token.getLong("revoked");
        out.printf(
                "%-10s  %-30s  %-16s  %-16s  %s%s%n",
                Cli.printable(token.getString("id", "")),
                Cli.printable(token.getString("name", "")),
                time(token.getLong("created")),
                time(token.getLong("lastUsed")),
                words(token.getJsonObject("grant", new JsonObject())),
                revoked == null ? "" : "; revoked " + time(revoked));
    }

    private void revoke(ServerApi server, ParseResult command) throws Failed {
        String id = command.matchedPositionalValue(0, "");
        server.call("DELETE", "api/v1/tokens/" + encoded(id), null);
        err.println("Token " + Cli.printable(id) + " is of no use any more.");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String time(@Nullable Long millis) {
        return millis == null
                ? "-"
                : Instant.ofEpochMilli(millis)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace("T", " ")
                        .replace(":00Z", "Z");
    }

    private static String words(JsonObject grant) {
        if (grant.containsKey("site")) {
            return "the site " + Cli.printable(grant.getString("site"));
        }
        JsonArray devices = grant.getJsonArray("devices");
        return devices == null
                ? "every device"
                : devices.stream().map(String::valueOf).map(Cli::printable).collect(Collectors.joining(", "));
    }
}
