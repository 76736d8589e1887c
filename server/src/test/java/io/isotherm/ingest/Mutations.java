package io.isotherm.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damaged messages for the fuzz tests of parsers, made of good ones and of pieces that parsers stumble over. The same
 * seed makes the same messages. {@code -Disotherm.test.fuzz=SECONDS} makes each test go on for at least so long: 20 in the build.
 */
public final class Mutations {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final List<byte[]> seeds;
    private final List<byte[]> pieces;
    private final Random random;

    public Mutations(long seed, List<byte[]> seeds, List<byte[]> pieces) {
        this.seeds = List.copyOf(seeds);
        this.pieces = List.copyOf(pieces);
        random = new Random(seed);
    }

    public static Mutations ofText(long seed, List<String> seeds, String... pieces) {
        return new Mutations(
                seed,
                seeds.stream().map(text -> text.getBytes(UTF_8)).toList(),
                Arrays.stream(pieces).map(text -> text.getBytes(UTF_8)).toList());
    }

    /** What one fuzzed parser does with a message; throws what it must not. */
    public interface Check {
        void run(byte[] message) throws Exception;
    }

    /** Runs the check on so many messages, and for as long as the system property asks. */
    public void run(int rounds, Check check) {
        long seconds = Long.getLong("isotherm.test.fuzz", 0);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long round = 0;
        for (; round < rounds || System.nanoTime() < end; round++) {
            byte[] message = next();
            long start = CPU.getCurrentThreadCpuTime();
            try {
                check.run(message);
            } catch (Exception | StackOverflowError | AssertionError e) {
                throw new AssertionError("round " + round + ": " + shown(message), e);
            }
            // Seconds of work for some hundred bytes are a hang, on any machine.
            if (CPU.getCurrentThreadCpuTime() - start > 5_000_000_000L) {
                throw new AssertionError("round " + round + " took more than 5 s of work: " + shown(message));
            }
        }
        if (seconds > 0) {
            System.out.printf(
                    "%,d messages in %d s: %s%n",
                    round, seconds, check.getClass().getName());
        }
    }

    /** The next damaged message; a few are whole. */
    public byte[] next() {
        byte[] body = seeds.get(random.nextInt(seeds.size()));
        for (int times = random.nextInt(5); times > 0; times--) {
            int at = body.length == 0 ? 0 : random.nextInt(body.length);
            int to = Math.min(body.length, at + random.nextInt(8));
            byte[] other = seeds.get(random.nextInt(seeds.size()));
            byte[] piece = switch (random.nextInt(6)) {
                case 0 -> new byte[0];
                case 1 -> new byte[] {(byte) random.nextInt(256)};
                case 2 -> Arrays.copyOfRange(body, at, Math.min(body.length, at + random.nextInt(60)));
                case 3 -> Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
                default -> pieces.isEmpty() ? new byte[] {0} : pieces.get(random.nextInt(pieces.size()));
            };
            body = joined(
                    Arrays.copyOf(body, at),
                    piece,
                    Arrays.copyOfRange(body, random.nextBoolean() ? at : to, body.length));
        }
        return body;
    }

    private static String shown(byte[] message) {
        return new String(message, 0, Math.min(message.length, 2_000), UTF_8) + " = "
                + java.util.HexFormat.of().formatHex(message, 0, Math.min(message.length, 2_000));
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
