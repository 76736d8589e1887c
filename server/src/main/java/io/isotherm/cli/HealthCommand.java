package io.isotherm.cli;

import io.isotherm.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * {@code ./isotherm health}: whether the server with these settings, on this machine, is ready. For containers without a
 * shell: it must end within a moment, so it is asked by what Java itself has.
 */
final class HealthCommand {
    private static final int TIMEOUT_MILLIS = 4_000;
    private static final int MOST_BYTES = 65_536;

    private HealthCommand() {}

    /**
     * @param config of the server, whose address and port are asked
     * @param out gets what the server says of itself
     * @return {@link Cli#OK} when it is ready, {@link Cli#FAILED} when it is not, or does not answer
     */
    static int run(Config config, PrintWriter out, PrintWriter err) {
        URI ready = address(config);
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                out.println(body == null ? "" : new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            }
            if (status == 200) {
                return Cli.OK;
            }
            err.println("isotherm: the server at " + ready.getAuthority() + " is not ready (" + status + ")");
        } catch (IOException e) {
            err.println("isotherm: no answer from " + ready + " ("
                    + e.getClass().getSimpleName() + "): is the server running there?");
        }
        return Cli.FAILED;
    }

    private static URI address(Config config) {
        String host = switch (config.listen()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            case String one when one.contains(":") -> "[" + one + "]";
            case String one -> one;
        };
        return URI.create("http://" + host + ":" + config.http().port() + "/health/ready");
    }
}
