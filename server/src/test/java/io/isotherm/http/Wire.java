package io.isotherm.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends bytes as they are, for what no decent client would send. */
public final class Wire {
    private Wire() {}

    /** A request with these header lines; what came back until the server closed. */
    public static String request(int port, String requestLine, String... headers) {
        String head = requestLine + "\r\n" + String.join("\r\n", List.of(headers)) + (headers.length > 0 ? "\r\n" : "");
        return send(port, head + "Connection: close\r\n\r\n");
    }

    public static String send(int port, String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }
}
