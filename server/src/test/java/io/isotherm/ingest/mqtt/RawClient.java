package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Speaks MQTT byte by byte, also wrongly. */
public final class RawClient implements Closeable {
    private final Socket socket;

    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
    }

    /** A packet: the first byte, the length, the rest. */
    public static byte[] packet(int first, byte[]... parts) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        packet.write(first);
        do {
            packet.write(length % 128 | (length >= 128 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        for (byte[] part : parts) {
            packet.write(part);
        }
        return packet.toByteArray();
    }

    public static byte[] text(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] utf8 = text.getBytes(UTF_8);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(utf8.length);
        out.write(utf8);
        return bytes.toByteArray();
    }

    public static byte[] number(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    public static byte[] connect(String id, int keepAlive, @Nullable String user, @Nullable String password)
            throws IOException {
        int flags = 2 | (user == null ? 0 : 128) | (password == null ? 0 : 64);
        return packet(
                0x10,
                text("MQTT"),
                new byte[] {4, (byte) flags},
                number(keepAlive),
                text(id),
                user == null ? new byte[0] : text(user),
                password == null ? new byte[0] : text(password));
    }

    /** With a will of quality 0. */
    public static byte[] connectWithWill(String id, int keepAlive, String topic, String will) throws IOException {
        return packet(0x10, text("MQTT"), new byte[] {4, 2 | 4}, number(keepAlive), text(id), text(topic), text(will));
    }

    public static byte[] publish(int qos, int id, String topic, byte[] payload) throws IOException {
        return packet(0x30 | qos << 1, text(topic), qos == 0 ? new byte[0] : number(id), payload);
    }

    public RawClient send(byte[]... packets) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.write(packet);
        }
        socket.getOutputStream().write(all.toByteArray());
        return this;
    }

    /** Sends what the server need not read to its end: it may have closed before, which {@link #readToEnd} shows. */
    public RawClient offer(byte[] packet) throws IOException {
        try {
            return send(packet);
        } catch (SocketException closed) {
            return this;
        }
    }

    /** The next bytes, in hexadecimal; fewer where the server closes. */
    public String read(int bytes) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readNBytes(bytes));
    }

    /** Whether nothing has come yet. */
    public boolean isSilent() throws IOException {
        return socket.getInputStream().available() == 0;
    }

    /** Waits until the server closes, and gives what came before. */
    public String readToEnd() throws IOException {
        try {
            return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
        } catch (SocketException reset) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
