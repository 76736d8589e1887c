package io.isotherm.broker.redis;

import io.isotherm.broker.redis.RedisSettings.Node;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Which server of a cluster has which slots. */
final class Slots {
    private record Range(long first, long last, Node node) {}

    private final List<Range> ranges;

    private Slots(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads the answer to {@code CLUSTER SLOTS}: arrays of first slot, last slot, and the primary as an array that begins
     * with its address and port.
     *
     * @param asked the server that answered: where an address is missing, it is that one's
     */
    static Slots parse(Response answer, Node asked) {
        List<Range> ranges = new ArrayList<>();
        for (Response range : answer) {
            Response primary = range.get(2);
            Response address = primary.get(0);
            String host = address == null || address.toString().isEmpty() ? asked.host() : address.toString();
            ranges.add(new Range(
                    number(range.get(0)), number(range.get(1)), new Node(host, (int) number(primary.get(1)))));
        }
        return new Slots(ranges);
    }

    private static long number(Response response) {
        Long number = response.toLong();
        if (number == null) {
            throw RedisFailure.passing("Redis gave " + response + " where a number should be.");
        }
        return number;
    }

    /** @throws RedisFailure when nobody has the slot */
    Node node(int slot) {
        for (Range range : ranges) {
            if (range.first <= slot && slot <= range.last) {
                return range.node;
            }
        }
        throw RedisFailure.passing("The Redis cluster has nobody for slot " + slot + ".");
    }
}
