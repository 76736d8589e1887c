package io.isotherm;

import io.isotherm.cli.Cli;
import io.isotherm.config.Mode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Puts the parts together. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Cli.run(args, System.getenv(), Path.of(""), out, err, Main::serve));
    }

    private static int serve(Config config, Mode mode) {
        System.out.println("Isotherm is ready: http://" + config.listen() + ":"
                + config.http().port());
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Cli.OK;
    }
}
