package io.isotherm.broker;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells every process, this one included, what was committed. Delivery is at most once and in order of publishing per
 * process; a listener that was away reads the store. Nothing here blocks: what cannot be told in time is dropped and
 * counted, and {@link Listener#lost} says so.
 */
public interface Broker extends Component {
    /** Tells of readings that are durable. */
    void publish(ReadingBatch batch);

    /** Tells that a sensor, device or site was created, changed or removed. */
    void publish(CatalogChange change);

    /** Tells the listeners of this process only: of readings that another one took in, learned by another way. */
    void tellHere(ReadingBatch batch);

    /** Likewise of a change that another process made, once this one knows what it changed. */
    void tellHere(CatalogChange change);

    /** Calls the listener from now on, until the subscription is closed; never from within this method. */
    Subscription subscribe(Listener listener);

    /**
     * Puts a question to every other process that can be reached. Completes about {@link #PATIENCE_MILLIS} later at the
     * latest, and earlier when all that heard it have answered; never fails.
     *
     * @param topic 1 to {@value #MOST_TOPIC} characters
     * @param question at most {@link #MOST_QUESTION} bytes
     */
    CompletableFuture<Answers> ask(String topic, byte[] question);

    /** Answers other processes' questions of a topic from now on. */
    void answer(String topic, Respondent respondent);

    /** How long those that were asked have for their answers. */
    int PATIENCE_MILLIS = 1_000;

    int MOST_TOPIC = 40;

    /** Bytes of a question: the names of some hundred devices. */
    int MOST_QUESTION = 256 << 10;

    /**
     * Bytes of an answer. Forty processes may answer at once, and together stay below the 32 MB that Redis lets wait for a
     * subscriber before it cuts him off.
     */
    int MOST_ANSWER = 512 << 10;

    /** Answers a question, on any thread, several at a time; may block for a part of a second. */
    @FunctionalInterface
    interface Respondent {
        /**
         * @param question from outside: whatever it throws about it is logged, and nothing is answered
         * @return at most {@link #MOST_ANSWER} bytes; none where it knows nothing
         */
        byte[] answer(byte[] question);
    }

    /**
     * What others said.
     *
     * @param answers in no order; those that knew nothing are not in it
     * @param came how many answered, those too that knew nothing
     * @param heard how many other processes heard the question
     */
    record Answers(List<byte[]> answers, int came, int heard) {
        public static final Answers NONE = new Answers(List.of(), 0, 0);
    }

    /** Hears what is told, on a thread of the broker, one call at a time; must not block. */
    interface Listener {
        void readings(ReadingBatch batch);

        void catalog(CatalogChange change);

        /** Another process changed something in the catalogue: whoever keeps a copy reads it anew. */
        default void catalogElsewhere(CatalogChange change) {}

        /** Something may have been missed: whoever needs all reads the store. */
        void lost();
    }

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** @param id of the thing that is new, changed or gone */
    record CatalogChange(Kind kind, String id) {
        public enum Kind {
            SENSOR,
            DEVICE,
            SITE
        }
    }
}
