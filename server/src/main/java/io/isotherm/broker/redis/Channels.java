package io.isotherm.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of channels. One Redis has one for news; a cluster has several, so that its shards share the load. A publisher
 * keeps to one of them: that keeps its messages in order. Questions have one channel, and answers one for each process
 * that asks; by their hash tag they are all in one slot, so that a process needs one connection for them.
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

    /** Where questions are put. */
    static String questions(RedisSettings settings) {
        return settings.namespace() + ":{ask}:questions";
    }

    /** Where the process with this name hears what it is answered. */
    static String answers(RedisSettings settings, String asker) {
        return settings.namespace() + ":{ask}:answers:" + asker;
    }

    /**
     * The slot of a cluster that a channel is in: CRC16 (XMODEM) of its name, or of what is between the first braces of it,
     * modulo 16,384 (Redis cluster specification, "Key distribution model" and "Hash tags").
     */
    static int slot(String channel) {
        int open = channel.indexOf('{');
        int close = channel.indexOf('}', open + 1);
        String hashed = open >= 0 && close > open + 1 ? channel.substring(open + 1, close) : channel;
        int crc = 0;
        for (byte b : hashed.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
            crc &= 0xffff;
        }
        return crc % SLOTS;
    }
}
