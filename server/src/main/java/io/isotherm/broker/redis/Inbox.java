package io.isotherm.broker.redis;

import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.message.MalformedMessageException;
import io.isotherm.broker.message.Message;
import io.isotherm.broker.message.MessageCodec;
import io.isotherm.model.ReadingBatch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what comes from Redis, which may be anything, and tells this process what other ones said. Not thread-safe. */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** Of bad messages one in this time is logged; all are counted. */
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int HEAD_BYTES = 200;

    /** No process takes in readings that are more than some minutes ahead of its clock; clocks differ. */
    private static final long AHEAD_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final String store;
    private final String self;
    private final byte[] selfBytes;
    private final LocalBroker here;
    private final Counts counts;
    private final Publishers publishers = new Publishers();
    private long loggedAt = System.nanoTime() - LOG_NANOS;

    /**
     * @param store whose messages count
     * @param self this process, whose own messages were told when they were published
     */
    Inbox(String store, String self, LocalBroker here, Counts counts) {
        this.store = store;
        this.self = self;
        selfBytes = self.getBytes(StandardCharsets.UTF_8);
        this.here = here;
        this.counts = counts;
    }

    /** A connection was made: what was said before is not known, so everybody reads the store. */
    void connected() {
        publishers.forget();
        lost();
    }

    void hear(Buffer bytes) {
        if (isOwn(bytes)) {
            return;
        }
        Message message;
        try {
            message = MessageCodec.decode(bytes.getBytes());
        } catch (MalformedMessageException e) {
            counts.malformed.increment();
            warn("malformed message ignored bytes={} reason=\"{}\"", bytes.length(), String.valueOf(e.getMessage()));
            return;
        }
        Message.Origin origin = message.origin();
        if (!origin.store().equals(store)) {
            counts.foreign.increment();
            warn(
                    "message of another store ignored, give each its namespace store={} from={}",
                    origin.store(),
                    origin.publisher());
            return;
        }
        if (origin.publisher().equals(self)) {
            return;
        }
        counts.received.increment();
        boolean inOrder = publishers.inOrder(origin.publisher(), origin.sequence());
        switch (message) {
            case Message.Readings readings
            when isAhead(readings.batch()) -> {
                counts.malformed.increment();
                warn("message of the future ignored from={} sequence={}", origin.publisher(), origin.sequence());
            }
            case Message.Readings readings -> {
                counts.receivedReadings.increment(readings.batch().size());
                here.tellHere(readings.batch());
            }
            case Message.Changed changed -> here.catalogElsewhere(changed.change());
            case Message.Alive alive -> {}
            case Message.Unknown unknown -> counts.unknown.increment();
        }
        if (!inOrder) {
            lost();
        }
    }

    // The name is among the first bytes of what this process wrote; the rest need not be read.
    private boolean isOwn(Buffer bytes) {
        int last = Math.min(bytes.length(), HEAD_BYTES) - selfBytes.length;
        for (int at = 0; at <= last; at++) {
            int same = 0;
            while (same < selfBytes.length && bytes.getByte(at + same) == selfBytes[same]) {
                same++;
            }
            if (same == selfBytes.length) {
                return true;
            }
        }
        return false;
    }

    // Nothing could replace it on the page until its time has come.
    private static boolean isAhead(ReadingBatch batch) {
        long most = System.currentTimeMillis() + AHEAD_MILLIS;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.time(i) > most) {
                return true;
            }
        }
        return false;
    }

    private void lost() {
        counts.lost.increment();
        here.lost();
    }

    private void warn(String message, Object first, Object second) {
        if (System.nanoTime() - loggedAt >= LOG_NANOS) {
            loggedAt = System.nanoTime();
            LOG.warn(message, first, second);
        }
    }
}
