package io.isotherm.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of channels. One Redis has one; a cluster has several, so that its shards share the load. A publisher keeps to
 * one of them: that keeps its messages in order.
 */
final class Channels {
    /** Channels in a cluster: more shards than this do not help. */
    private static final int IN_CLUSTER = 16;

    private static final int SLOTS = 16_384;

    private Channels() {}

    static List<String> of(RedisSettings settings) {
        String name = settings.namespace() + ":news";
        return settings.cluster()
                ? IntStream.range(0, IN_CLUSTER).mapToObj(i -> name + ":" + i).toList()
                : List.of(name);
    }

    /** Where the process with this name publishes. */
    static String of(RedisSettings settings, String publisher) {
        List<String> all = of(settings);
        return all.get(Math.floorMod(publisher.hashCode(), all.size()));
    }

    /**
     * The slot of a cluster that a channel is in: CRC16 (XMODEM) of its name, modulo 16,384. Our names have no braces, so
     * there are no hash tags (Redis cluster specification, "Key distribution model").
     */
    static int slot(String channel) {
        int crc = 0;
        for (byte b : channel.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
            crc &= 0xffff;
        }
        return crc % SLOTS;
    }
}
