package io.isotherm;

import io.isotherm.cli.Cli;
import io.isotherm.http.ListenException;
import io.isotherm.ingest.line.LineRulesException;
import io.isotherm.security.AccessException;
import io.isotherm.store.StoreException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program's beginning and end. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = Cli.run(
                args,
                System.getenv(),
                Path.of(""),
                out,
                err,
                (config, _) -> serve(config, out, err),
                new StoreCopies());
        // Not exit: it would wait for the shutdown hook, which waits for this thread.
        if (code != Cli.OK) {
            System.exit(code);
        }
    }

    private static int serve(Config config, PrintWriter out, PrintWriter err) {
        Isotherm program;
        try {
            program = Isotherm.start(config);
        } catch (StoreException | AccessException | LineRulesException | ListenException | UncheckedIOException e) {
            // What the operator can mend needs a sentence, not a stack trace.
            err.println("isotherm: " + e.getMessage());
            return Cli.FAILED;
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            LOG.info("stopping");
            program.close();
            LOG.info("stopped");
            // Being asked to stop is no failure: without this the exit code is the signal's.
            Runtime.getRuntime().halt(Cli.OK);
        }));
        out.println("Isotherm is ready: " + program.address());
        waitForSignal();
        return Cli.OK;
    }

    // SIGTERM and Ctrl-C run the shutdown hook, which ends the process while this waits.
    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
