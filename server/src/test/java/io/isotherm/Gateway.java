package io.isotherm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands before several processes: each connection goes to the next one that takes it and, as its health says, is
 * ready. It knows no sessions: a client may be with another process each time.
 */
final class Gateway implements AutoCloseable {
    private final ServerSocket listener;
    private final List<URI> servers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int turn;

    Gateway(List<URI> servers) {
        this.servers = List.copyOf(servers);
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("gateway").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void join(Socket client) {
        open.add(client);
        try (client;
                Socket server = next()) {
            open.add(server);
            Thread back = Thread.ofVirtual().start(() -> pipe(server, client));
            pipe(client, server);
            back.join();
            open.remove(server);
        } catch (IOException | InterruptedException e) {
            // The client sees a connection that ended.
        } finally {
            open.remove(client);
        }
    }

    private Socket next() throws IOException {
        IOException last = new IOException("no server");
        for (int i = 0; i < servers.size(); i++) {
            URI server = servers.get(turn());
            try {
                if (TestServer.send(java.net.http.HttpRequest.newBuilder(server.resolve("/health/ready")))
                                .statusCode()
                        == 200) {
                    return new Socket(server.getHost(), server.getPort());
                }
            } catch (UncheckedIOException e) {
                last = e.getCause();
            }
        }
        throw last;
    }

    private synchronized int turn() {
        return turn++ % servers.size();
    }

    private static void pipe(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // The other end is told below.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Gateway::close);
    }
}
