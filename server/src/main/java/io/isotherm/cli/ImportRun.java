package io.isotherm.cli;

import io.isotherm.cli.ImportClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries out {@code ./isotherm import}: shows what the server understands of each file, asks, sends, and tells. */
final class ImportRun {
    /** Imported, but for what was refused. */
    static final int SOME_REFUSED = 3;

    /** As much as the server looks at. */
    private static final int SAMPLE = 204_800;

    /** A longer format does not fit into an address; then it is found out again, by the same options. */
    private static final int MAX_FORMAT = 6_000;

    private final ImportOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final @Nullable Console console;
    private volatile String running = "";
    private int code = Cli.OK;

    // A null is still possible in what the nullness checks know of the method.
    @SuppressWarnings("SystemConsoleNull")
    ImportRun(ImportOptions options, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.out = out;
        this.err = err;
        Console own = System.console();
        console = own != null && own.isTerminal() ? own : null;
    }

    /** The exit code. */
    int run() {
        try (ImportClient client = new ImportClient(options.server(), options.token())) {
            CountDownLatch ended = new CountDownLatch(1);
            Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> stop(client, ended));
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                files(client);
            } finally {
                ended.countDown();
                try {
                    Runtime.getRuntime().removeShutdownHook(stop);
                } catch (IllegalStateException e) {
                    // It is what ends the program.
                }
            }
        }
        return code;
    }

    private void files(ImportClient client) {
        for (String file : options.files()) {
            try {
                if (!ImportFiles.each(file, options.cwd(), (name, in, size) -> one(client, name, in, size))) {
                    return;
                }
            } catch (NoSuchFileException e) {
                fail(Cli.MISUSED, "there is no file " + file);
            } catch (ConnectException e) {
                fail(
                        Cli.FAILED,
                        "no server answers at " + options.server()
                                + ": start one with ./isotherm run, or say where it is with --server");
                return;
            } catch (IOException e) {
                fail(Cli.FAILED, file + ": " + e.getMessage());
                goOn();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // False when no more files are to be taken.
    private boolean one(ImportClient client, String name, InputStream in, long size)
            throws IOException, InterruptedException {
        byte[] sample = in.readNBytes(SAMPLE);
        Map<String, String> known = new HashMap<>(options.format());
        if (!name.isEmpty()) {
            known.put("name", name);
        }
        JsonObject preview = understood(client, name, sample, known);
        if (preview == null) {
            return false;
        }
        String id = UUID.randomUUID().toString();
        Map<String, String> query = new HashMap<>();
        String format = preview.getJsonObject("format").encode();
        if (format.length() <= MAX_FORMAT) {
            query.put("format", format);
            query.put("name", name);
        } else {
            query.putAll(known);
        }
        query.put("id", id);
        if (size > 0) {
            query.put("size", Long.toString(size));
        }
        running = id;
        try (ImportBar bar = new ImportBar(client, id, err, console != null)) {
            bar.start();
            Answer answer = client.start(new SequenceInputStream(new ByteArrayInputStream(sample), in), query);
            bar.end();
            return told(name, answer);
        } finally {
            running = "";
        }
    }

    // Asks until nothing is open; null when it is not to be imported.
    private @Nullable JsonObject understood(ImportClient client, String name, byte[] sample, Map<String, String> known)
            throws IOException, InterruptedException {
        while (true) {
            Answer answer = client.preview(sample, known);
            if (answer.status() != 200) {
                fail(answer.status() == 400 ? Cli.MISUSED : Cli.FAILED, shown(name) + ": " + answer.detail());
                return null;
            }
            JsonObject preview = answer.body();
            ImportTable.print(shown(name), preview, out);
            out.flush();
            boolean mayAsk = console != null && !options.yes() && !name.isEmpty();
            boolean answered = false;
            for (Object each : preview.getJsonArray("questions")) {
                JsonObject question = (JsonObject) each;
                boolean open = question.getString("assumed") == null;
                if (open && !mayAsk) {
                    fail(
                            Cli.MISUSED,
                            shown(name) + ": " + question.getString("text") + " Tell it with "
                                    + ImportTable.flag(question.getString("option")) + ".");
                }
                if (open && mayAsk) {
                    String given = Objects.requireNonNull(console).readLine("%s%n> ", question.getString("text"));
                    if (given == null || given.isBlank()) {
                        return null;
                    }
                    known.put(question.getString("option"), given.strip());
                    answered = true;
                }
            }
            if (answered) {
                continue;
            }
            if (!preview.getBoolean("ready") || !confirmed(name)) {
                return null;
            }
            return preview;
        }
    }

    private boolean confirmed(String name) {
        if (options.yes()) {
            return true;
        }
        if (console == null || name.isEmpty()) {
            fail(Cli.MISUSED, "nothing was imported: add --yes if this is right");
            return false;
        }
        String answer = console.readLine("Import it so? [y/N] ");
        boolean yes = answer != null && answer.strip().matches("(?i)y|yes");
        if (!yes) {
            out.println("Nothing was imported.");
            code = Math.max(code, Cli.FAILED);
        }
        return yes;
    }

    private boolean told(String name, Answer answer) {
        JsonObject result =
                answer.status() == 200 ? answer.body() : answer.body().getJsonObject("import");
        if (result != null) {
            ImportTable.result(shown(name), result, out);
        }
        if (answer.status() != 200) {
            fail(Cli.FAILED, shown(name) + ": " + answer.detail());
            return false;
        }
        if (result != null && result.getLong("refused") > 0 && code == Cli.OK) {
            code = SOME_REFUSED;
        }
        return true;
    }

    // By Ctrl-C: the server is asked to stop, so that its summary still comes.
    private void stop(ImportClient client, CountDownLatch ended) {
        String id = running;
        try {
            if (!id.isEmpty()) {
                client.stop(id);
                if (!ended.await(5, TimeUnit.SECONDS)) {
                    goOn();
                }
            }
        } catch (IOException e) {
            goOn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        err.flush();
    }

    private void goOn() {
        err.println("isotherm: what was sent is kept; import the file again to go on: nothing is doubled");
    }

    private void fail(int newCode, String why) {
        err.println("isotherm: " + why);
        code = code == Cli.OK || code == SOME_REFUSED ? newCode : code;
    }

    private static String shown(String name) {
        return name.isEmpty() ? "standard input" : name;
    }
}
