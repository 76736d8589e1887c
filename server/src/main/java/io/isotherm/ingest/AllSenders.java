package io.isotherm.ingest;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Peers;
import io.isotherm.ingest.Senders.Seen;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who sent to any of the processes that share the store. Each remembers those that sent to it; whoever wants to see all
 * asks the others. May be called from any thread.
 */
public final class AllSenders {
    private static final Logger LOG = LoggerFactory.getLogger(AllSenders.class);

    private static final String TOPIC = "senders";

    /** Senders that a process tells another one, the latest: about 250 bytes each, with a refused message some kB. */
    static final int MOST = 1_000;

    private static final int ROOM = Broker.MOST_ANSWER - 100;

    private final Senders here;
    private final Peers peers;
    private @Nullable CompletableFuture<Peers.Replies> underWay;

    /** @param here those that sent to this process; it tells others of them from now on */
    public AllSenders(Senders here, Peers peers) {
        this.here = here;
        this.peers = peers;
        peers.answer(TOPIC, question -> answer(here.list()));
    }

    /**
     * What is known of all.
     *
     * @param senders the latest first; one that sent to several processes once, with its counts added
     * @param missing how many processes did not answer, so that what only they know is not here; null where that is not
     *     known either
     * @param leftOff how many lines other processes left off, those of the senders that were heard of longest ago
     */
    public record Listing(List<Seen> senders, @Nullable Integer missing, long leftOff) {}

    /** Lists them. Completes within about a second, on any thread; never fails. */
    public CompletableFuture<Listing> list() {
        return replies()
                .thenApplyAsync(
                        this::listing,
                        task -> Thread.ofVirtual().name("senders").start(task));
    }

    // Pages that ask at the same time share an answer.
    private synchronized CompletableFuture<Peers.Replies> replies() {
        CompletableFuture<Peers.Replies> current = underWay;
        if (current == null || current.isDone()) {
            current = peers.ask(TOPIC, new byte[0]);
            underWay = current;
        }
        return current;
    }

    private Listing listing(Peers.Replies replies) {
        Map<Senders.Key, Seen> all = new HashMap<>();
        here.list().forEach(seen -> add(all, seen));
        int unread = 0;
        long leftOff = 0;
        for (byte[] answer : replies.answers()) {
            try {
                leftOff += read(answer, all);
            } catch (RuntimeException e) {
                // Whatever it stumbles over is the answer's.
                unread++;
                LOG.warn("another process's senders not understood reason=\"{}\"", e.getMessage());
            }
        }
        Integer missing = replies.missing();
        return new Listing(
                all.values().stream().sorted(Senders.LATEST_FIRST).toList(),
                missing == null ? null : Integer.valueOf(missing + unread),
                leftOff);
    }

    private static void add(Map<Senders.Key, Seen> all, Seen seen) {
        all.merge(new Senders.Key(seen.protocol(), seen.id(), seen.token()), seen, Seen::with);
    }

    /** What this process tells: a JSON document with as many as there is room for, and how many were left off. */
    static byte[] answer(List<Seen> senders) {
        Buffer json = Buffer.buffer("{\"items\":[");
        int told = 0;
        for (Seen seen : senders) {
            Buffer item = SenderJson.of(seen).toBuffer();
            if (told == MOST || json.length() + item.length() >= ROOM) {
                break;
            }
            json.appendString(told == 0 ? "" : ",").appendBuffer(item);
            told++;
        }
        return json.appendString("],\"leftOff\":" + (senders.size() - told) + "}")
                .getBytes();
    }

    /** Adds what an answer tells; gives how many lines it has left off. All of it or nothing. */
    static long read(byte[] answer, Map<Senders.Key, Seen> all) {
        JsonObject json = new JsonObject(Buffer.buffer(answer));
        JsonArray items = json.getValue("items") instanceof JsonArray array ? array : new JsonArray();
        if (items.size() > MOST || !(json.getValue("leftOff") instanceof Number leftOff) || leftOff.longValue() < 0) {
            throw new DecodeException("no \"leftOff\" from 0, or more than " + MOST + " senders");
        }
        List<Seen> senders = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof JsonObject sender)) {
                throw new DecodeException("a sender that is no object");
            }
            senders.add(SenderJson.seen(sender));
        }
        senders.forEach(seen -> add(all, seen));
        return leftOff.longValue();
    }
}
