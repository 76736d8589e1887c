package io.isotherm.bench.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Many clients of one server, all on the thread that calls {@link #turn}. One buffer for all of them, and no object for
 * what is read: the generator must be able to take more than the servers can give.
 */
final class Crowd implements AutoCloseable {
    private final InetSocketAddress server;
    private final Selector selector;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Client> clients = new ArrayList<>();
    private byte[] work = new byte[1 << 20];
    private int opening;
    private int lost;

    Crowd(InetSocketAddress server) throws IOException {
        this.server = server;
        this.selector = Selector.open();
    }

    List<Client> clients() {
        return clients;
    }

    /** Clients whose connection ended before the crowd was closed. */
    int lost() {
        return lost;
    }

    /** Opens so many more connections, at most {@code atOnce} at a time, and waits until all of them are ready. */
    void connect(int count, int atOnce, Supplier<Client> client, int seconds) throws IOException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int wanted = clients.size() + count;
        while (clients.size() < wanted || opening > 0) {
            while (clients.size() < wanted && opening < atOnce) {
                open(client.get());
            }
            turn(10);
            if (System.nanoTime() > end || lost > 0) {
                throw new IOException(clients.size() - opening + " of " + wanted + " clients ready after " + seconds
                        + " s, " + lost + " lost");
            }
        }
    }

    private void open(Client client) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(server);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, client);
        client.attach(this, channel, key);
        clients.add(client);
        opening++;
        if (connected) {
            client.connected(server);
        }
    }

    void ready() {
        opening--;
    }

    /** Waits for something to read, so many milliseconds at most, and reads it. */
    void turn(long millis) throws IOException {
        if (millis <= 0) {
            selector.selectNow(this::serve);
        } else {
            selector.select(this::serve, millis);
        }
    }

    private void serve(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isConnectable()) {
                client.connected(server);
            } else if (key.isReadable()) {
                read(client);
            }
            if (key.isValid() && key.isWritable()) {
                client.flush();
            }
        } catch (IOException e) {
            lose(client);
        }
    }

    private void read(Client client) throws IOException {
        direct.clear();
        int count = client.channel().read(direct);
        if (count < 0) {
            lose(client);
            return;
        }
        byte[] before = client.takeRest();
        int length = before.length + count;
        if (work.length < length) {
            work = new byte[2 * length];
        }
        System.arraycopy(before, 0, work, 0, before.length);
        direct.flip().get(work, before.length, count);
        client.received(work, length);
    }

    private void lose(Client client) {
        lost++;
        if (!client.isReady()) {
            opening--;
        }
        client.close();
        client.ended();
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Client::close);
        clients.clear();
        selector.close();
    }
}
