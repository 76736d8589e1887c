package io.isotherm.cli;

import io.isotherm.store.backup.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells how far a copy is: in one line of a terminal, or in a line now and then. */
final class CopyBar implements Progress, AutoCloseable {
    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final boolean terminal;
    private long told = System.nanoTime();
    private boolean line;

    CopyBar(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public void at(String doing, double share, long readings) {
        long now = System.nanoTime();
        if (now - told < (terminal ? TERMINAL_NANOS : LINES_NANOS)) {
            return;
        }
        told = now;
        int percent = (int) Math.clamp(share * 100, 0, 100);
        int full = percent * WIDTH / 100;
        String bar = terminal ? "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " : "";
        String text = String.format(Locale.ROOT, "%s%3d %%  %-9s  %,d readings", bar, percent, doing, readings);
        err.print(terminal ? "\r\033[K" + text : text + "\n");
        err.flush();
        line = terminal;
    }

    @Override
    public void close() {
        end();
    }

    /** Ends its line, before others are written. */
    void end() {
        if (line) {
            err.print("\r\033[K");
            err.flush();
            line = false;
        }
    }
}
