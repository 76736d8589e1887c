package io.isotherm.broker;

import io.isotherm.broker.Broker.Answers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other processes that share the store, for whoever wants to know what they know. The broker tells who was reached;
 * the store knows of those too that were not, so that what is put together of some is not taken for all.
 */
public final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /** Questions under way; more are not asked. */
    static final int MOST = 32;

    private final Broker broker;
    private final IntSupplier others;
    private final Semaphore room = new Semaphore(MOST);
    private @Nullable CompletableFuture<Integer> counting;

    /** @param others how many other processes share the store now; blocks, and throws where it cannot tell */
    public Peers(Broker broker, IntSupplier others) {
        this.broker = broker;
        this.others = others;
    }

    /**
     * What the others said.
     *
     * @param answers of those that had something to say
     * @param missing how many did not answer in time, or could not be asked; null where not even that is known
     */
    public record Replies(List<byte[]> answers, @Nullable Integer missing) {
        static final Replies UNKNOWN = new Replies(List.of(), null);
    }

    /** Answers others' questions of a topic from now on. */
    public void answer(String topic, Broker.Respondent respondent) {
        broker.answer(topic, respondent);
    }

    /** Asks all others; bounded in time and number as {@link Broker#ask} has it. Never fails; completes on any thread. */
    public CompletableFuture<Replies> ask(String topic, byte[] question) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(Replies.UNKNOWN);
        }
        return broker.ask(topic, question)
                .thenCombine(count(), Peers::replies)
                .whenComplete((replies, failure) -> room.release());
    }

    private static Replies replies(Answers answers, int others) {
        // Who came up or went away meanwhile is known to one of the two only: the larger number is the careful one.
        int all = Math.max(answers.heard(), others);
        boolean known = others >= 0 || answers.heard() > 0;
        return new Replies(answers.answers(), known ? Integer.valueOf(Math.max(0, all - answers.came())) : null);
    }

    // Those who ask while the store is asked share the answer: a store that does not answer holds up one thread.
    private synchronized CompletableFuture<Integer> count() {
        CompletableFuture<Integer> current = counting;
        if (current == null || current.isDone()) {
            current = counted();
            counting = current;
        }
        return current.copy().completeOnTimeout(-1, Broker.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    // -1 where the store does not say.
    private CompletableFuture<Integer> counted() {
        return CompletableFuture.supplyAsync(
                        others::getAsInt,
                        task -> Thread.ofVirtual().name("peers").start(task))
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    LOG.debug("other processes not counted reason=\"{}\"", cause.getMessage());
                    return -1;
                });
    }
}
