package io.isotherm.inbox;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Peers;
import io.isotherm.model.SensorKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last message of devices that wait, whichever of the processes that share the store took it in. May be used from any
 * thread.
 */
public final class AllSamples {
    private static final Logger LOG = LoggerFactory.getLogger(AllSamples.class);

    private static final String TOPIC = "inbox-messages";

    /** Devices of one question: as many as a page of the inbox has at most. */
    public static final int MOST = 200;

    private static final int MOST_TEXT = 1_000;
    private static final int MOST_PLACE = 300;

    /** Characters of a payload that are told however many devices are asked for; one that is cut is marked as such. */
    private static final int LEAST_SHOWN = 400;

    /** Characters: a sample has no more of them, be it text or hexadecimal. */
    private static final int MOST_PAYLOAD = MessageSample.MOST_BYTES;

    private final Samples here;
    private final Peers peers;

    /** @param here what this process took in; it tells others of it from now on */
    public AllSamples(Samples here, Peers peers) {
        this.here = here;
        this.peers = peers;
        peers.answer(TOPIC, question -> answer(here, question));
    }

    /**
     * What was found.
     *
     * @param byDevice the latest message of each device, by the device's key
     * @param missing how many processes did not answer, so that a message may be with them; null where that is not known
     *     either
     */
    public record Found(
            Map<String, MessageSample> byDevice, @Nullable Integer missing) {}

    /**
     * Looks for the last message of devices. Completes within about a second, on any thread; never fails.
     *
     * @param devices their keys, at most {@link #MOST}
     */
    public CompletableFuture<Found> of(List<String> devices) {
        byte[] question = new JsonArray(devices).toBuffer().getBytes();
        return peers.ask(TOPIC, question)
                .thenApplyAsync(
                        replies -> found(devices, replies),
                        task -> Thread.ofVirtual().name("inbox-messages").start(task));
    }

    private Found found(List<String> devices, Peers.Replies replies) {
        Map<String, MessageSample> all = new HashMap<>();
        for (String device : devices) {
            MessageSample sample = here.of(device);
            if (sample != null) {
                all.put(device, sample);
            }
        }
        int unread = 0;
        for (byte[] answer : replies.answers()) {
            try {
                read(answer).forEach((device, sample) -> {
                    if (devices.contains(device)) {
                        all.merge(device, sample, (one, other) -> other.at() > one.at() ? other : one);
                    }
                });
            } catch (RuntimeException e) {
                // Whatever it stumbles over is the answer's.
                unread++;
                LOG.warn("another process's messages not understood reason=\"{}\"", e.getMessage());
            }
        }
        Integer missing = replies.missing();
        return new Found(all, missing == null ? null : Integer.valueOf(missing + unread));
    }

    /** What this process tells of the devices that a question names: their messages by the devices' keys, in JSON. */
    static byte[] answer(Samples here, byte[] question) {
        JsonArray devices = new JsonArray(Buffer.buffer(question));
        if (devices.size() > MOST) {
            throw new DecodeException("more than " + MOST + " devices");
        }
        Map<String, MessageSample> found = new HashMap<>();
        for (Object device : devices) {
            if (!(device instanceof String key) || key.length() > SensorKey.MAX_LENGTH) {
                throw new DecodeException("a device whose key is no text, or too long");
            }
            MessageSample sample = here.of(key);
            if (sample != null) {
                found.put(key, sample);
            }
        }
        if (found.isEmpty()) {
            return new byte[0];
        }
        // Shorter and shorter, until all have room: characters take one to six bytes in JSON.
        for (int shown = MOST_PAYLOAD; ; shown /= 2) {
            byte[] json = json(found, shown);
            if (json.length <= Broker.MOST_ANSWER || shown < LEAST_SHOWN) {
                return json;
            }
        }
    }

    private static byte[] json(Map<String, MessageSample> found, int shown) {
        JsonObject json = new JsonObject();
        found.forEach((device, sample) -> {
            boolean cut = sample.payload().length() > shown;
            String place = sample.place();
            json.put(
                    device,
                    new JsonObject()
                            .put("at", sample.at())
                            .put("protocol", sample.protocol())
                            .put("sender", sample.sender())
                            .put("place", place.length() > MOST_PLACE ? place.substring(0, MOST_PLACE) : place)
                            .put("payload", cut ? sample.payload().substring(0, shown) : sample.payload())
                            .put("cut", cut || sample.cut()));
        });
        return json.toBuffer().getBytes();
    }

    /** @throws DecodeException when it is no answer, or breaks a bound */
    static Map<String, MessageSample> read(byte[] answer) {
        JsonObject json = new JsonObject(Buffer.buffer(answer));
        if (json.size() > MOST) {
            throw new DecodeException("more than " + MOST + " devices");
        }
        Map<String, MessageSample> samples = new HashMap<>();
        for (Map.Entry<String, Object> each : json) {
            if (!(each.getValue() instanceof JsonObject sample)
                    || !(sample.getValue("at") instanceof Number at)
                    || !(sample.getValue("cut") instanceof Boolean cut)) {
                throw new DecodeException("a message without \"at\" or \"cut\"");
            }
            samples.put(
                    each.getKey(),
                    new MessageSample(
                            at.longValue(),
                            text(sample, "protocol", MOST_TEXT),
                            text(sample, "sender", MOST_TEXT),
                            text(sample, "place", MOST_PLACE),
                            text(sample, "payload", MOST_PAYLOAD),
                            cut));
        }
        return samples;
    }

    private static String text(JsonObject json, String name, int most) {
        if (!(json.getValue(name) instanceof String text) || text.length() > most) {
            throw new DecodeException("\"" + name + "\" is no text of at most " + most + " characters");
        }
        return text;
    }
}
