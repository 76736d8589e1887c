package io.isotherm.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells how far an import is: in one line of a terminal, or in a line now and then. */
final class ImportBar implements AutoCloseable {
    private static final long TERMINAL_MS = 500;
    private static final long LINES_MS = 10_000;
    private static final int WIDTH = 30;

    private final ImportClient client;
    private final String id;
    private final PrintWriter err;
    private final boolean terminal;
    private final Thread thread;

    ImportBar(ImportClient client, String id, PrintWriter err, boolean terminal) {
        this.client = client;
        this.id = id;
        this.err = err;
        this.terminal = terminal;
        thread = Thread.ofVirtual().name("progress").unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(terminal ? TERMINAL_MS : LINES_MS);
                ImportClient.Answer answer = client.progress(id);
                if (answer.status() == 200) {
                    err.print((terminal ? "\r\033[K" : "") + text(answer.body()) + (terminal ? "" : "\n"));
                    err.flush();
                }
            }
        } catch (IOException e) {
            // Whoever sends the file sees it too, and tells.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(JsonObject progress) {
        long bytes = progress.getLong("bytes");
        Long total = progress.getLong("total");
        StringBuilder text = new StringBuilder();
        if (total != null && total > 0) {
            int part = (int) Math.min(100, bytes * 100 / total);
            int full = part * WIDTH / 100;
            if (terminal) {
                text.append('[')
                        .append("#".repeat(full))
                        .append(" ".repeat(WIDTH - full))
                        .append("] ");
            }
            text.append(part).append(" %  ");
        }
        text.append(String.format(
                Locale.ROOT,
                "%,d MB  %,d readings  %,d refused  %,d/s",
                bytes / 1_000_000,
                progress.getLong("readings"),
                progress.getLong("refused"),
                progress.getLong("rate")));
        Long eta = progress.getLong("eta");
        return eta == null
                ? text.toString()
                : text.append("  ").append(eta).append(" s left").toString();
    }

    /** Ends its line. A second call does nothing. */
    void end() {
        if (thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (terminal) {
                err.print("\r\033[K");
                err.flush();
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
