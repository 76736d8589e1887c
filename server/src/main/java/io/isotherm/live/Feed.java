package io.isotherm.live;

import io.isotherm.live.SubscribeRequest.Mode;
import io.isotherm.model.ReadingBatch;
import io.isotherm.socketio.Socket;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What everyone with the same request shares: the frame that is being collected, and when the last one went out. A
 * frame is encoded once for all members. Guarded by {@link Live}'s lock.
 */
final class Feed {
    /** Readings that one frame of an {@code every} feed may collect; more are a gap. */
    static final int MOST_READINGS = 50_000;

    final SubscribeRequest request;
    final Set<Member> members = new LinkedHashSet<>();
    /** When the last frame went out, by {@link System#nanoTime}; far enough back that the first goes at once. */
    long lastFrame = System.nanoTime() - 60_000_000_000L;

    /** Whether a timer is set to send what is collected. */
    boolean scheduled;

    private BitSet changed = new BitSet();
    private ReadingBatch.Builder readings = new ReadingBatch.Builder();
    private boolean gap;

    Feed(SubscribeRequest request) {
        this.request = request;
    }

    /** Takes in one reading of a batch. */
    void add(ReadingBatch batch, int i) {
        if (request.mode() == Mode.LATEST) {
            changed.set(batch.sensor(i));
        } else if (readings.size() < MOST_READINGS) {
            readings.add(batch.sensor(i), batch.time(i), batch.value(i), batch.flags(i));
        } else {
            gap = true;
        }
    }

    void addGap() {
        gap = true;
    }

    boolean isEmpty() {
        return changed.isEmpty() && readings.size() == 0 && !gap;
    }

    /** What was collected since the last time; starts anew. */
    Collected collect(LatestValues latest) {
        BitSet numbers = changed;
        ReadingBatch batch = request.mode() == Mode.LATEST ? latest.newest(numbers) : readings.build();
        Collected collected = new Collected(batch, numbers, gap);
        changed = new BitSet();
        readings = new ReadingBatch.Builder();
        gap = false;
        return collected;
    }

    /** @param changed the sensors in a {@code latest} feed's frame */
    record Collected(ReadingBatch readings, BitSet changed, boolean gap) {}

    /** One subscription of one page. */
    static final class Member {
        final Socket socket;
        final int subscription;
        final Feed feed;

        /** The sensors of a {@code latest} feed that changed while the page took no data. */
        final BitSet missed = new BitSet();

        /** Whether readings of an {@code every} feed were left out while the page took no data. */
        boolean gap;

        Member(Socket socket, int subscription, Feed feed) {
            this.socket = socket;
            this.subscription = subscription;
            this.feed = feed;
        }

        boolean isBehind() {
            return gap || !missed.isEmpty();
        }

        void miss(Collected collected) {
            if (feed.request.mode() == Mode.LATEST) {
                missed.or(collected.changed());
            } else {
                gap = true;
            }
        }
    }
}
