package io.isotherm.broker.redis;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.Answers;
import io.isotherm.broker.Broker.Respondent;
import io.isotherm.broker.message.Inquiry;
import io.isotherm.broker.message.InquiryCodec;
import io.isotherm.broker.message.MalformedMessageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts questions to the other processes, gathers what they answer, and answers theirs. Every process hears the channel of
 * questions, and one of its own for answers; Redis tells how many heard a question, so it is known how many answers are to
 * come. All but {@link #answer} is for the broker's event loop.
 */
final class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    /** Answers to one question, and bytes of them together: what comes on top is not taken. */
    static final int MOST_ANSWERS = 200;

    static final int MOST_BYTES = 32 << 20;

    /** Questions of others in hand at a time, until their answers are published: 32 MB at most. */
    private static final int MOST_IN_HAND = 64;

    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Vertx vertx;
    private final RedisSettings settings;
    private final String store;
    private final String self;
    private final Counts counts;
    private final Map<String, Respondent> respondents = new ConcurrentHashMap<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private long last;
    private int inHand;
    private long loggedAt = System.nanoTime() - LOG_NANOS;

    Questions(Vertx vertx, RedisSettings settings, String store, String self, Counts counts) {
        this.vertx = vertx;
        this.settings = settings;
        this.store = store;
        this.self = self;
        this.counts = counts;
    }

    /** A question that was put. */
    private static final class Asked {
        final CompletableFuture<Answers> answers;
        final List<byte[]> told = new ArrayList<>();
        final Set<String> from = new HashSet<>();
        int heard = -1;
        int bytes;

        Asked(CompletableFuture<Answers> answers) {
            this.answers = answers;
        }
    }

    void answer(String topic, Respondent respondent) {
        respondents.put(topic, respondent);
    }

    /** @param session null while Redis is away: then nobody hears it */
    void ask(@Nullable Session session, String topic, byte[] question, CompletableFuture<Answers> answers) {
        if (session == null) {
            answers.complete(Answers.NONE);
            return;
        }
        long id = ++last;
        Asked pending = new Asked(answers);
        asked.put(id, pending);
        vertx.setTimer(Broker.PATIENCE_MILLIS, timer -> end(id));
        byte[] bytes = InquiryCodec.encode(new Inquiry.Question(store, self, id, topic, question));
        session.publishAside(Channels.questions(settings), bytes).onComplete(done -> {
            Response receivers = done.result();
            Integer count = receivers == null ? null : receivers.toInteger();
            if (count == null) {
                warn("question not asked topic={} reason=\"{}\"", topic, String.valueOf(done.cause()));
                end(id);
            } else {
                counts.asked.increment();
                // This process is one of those that heard it.
                pending.heard = Math.max(0, count - 1);
                endIfWhole(id, pending);
            }
        });
    }

    private void endIfWhole(long id, Asked pending) {
        if (pending.heard >= 0 && pending.from.size() >= pending.heard) {
            end(id);
        }
    }

    private void end(long id) {
        Asked pending = asked.remove(id);
        if (pending != null) {
            int came = pending.from.size();
            int heard = Math.max(pending.heard, came);
            counts.unanswered.increment((double) heard - came);
            pending.answers.complete(new Answers(List.copyOf(pending.told), came, heard));
        }
    }

    /** Takes what came, which may be anything. */
    void hear(Session session, Buffer bytes) {
        Inquiry inquiry;
        try {
            inquiry = InquiryCodec.decode(bytes.getBytes());
        } catch (MalformedMessageException e) {
            counts.malformed.increment();
            warn("malformed question or answer ignored bytes={} reason=\"{}\"", bytes.length(), e.getMessage());
            return;
        }
        if (!inquiry.store().equals(store)) {
            counts.foreign.increment();
            warn(
                    "question of another store ignored, give each its namespace store={} from={}",
                    inquiry.store(),
                    inquiry.from());
            return;
        }
        if (inquiry.from().equals(self)) {
            return;
        }
        switch (inquiry) {
            case Inquiry.Question question -> respond(session, question);
            case Inquiry.Answer answer -> take(answer);
        }
    }

    private void take(Inquiry.Answer answer) {
        Asked pending = asked.get(answer.id());
        // Late, or from somebody who answers twice.
        if (pending == null || pending.from.contains(answer.from())) {
            return;
        }
        if (pending.from.size() >= MOST_ANSWERS || pending.bytes + answer.data().length > MOST_BYTES) {
            warn("answer not taken, there are too many from={} bytes={}", answer.from(), answer.data().length);
            return;
        }
        pending.from.add(answer.from());
        pending.bytes += answer.data().length;
        if (answer.data().length > 0) {
            pending.told.add(answer.data());
        }
        endIfWhole(answer.id(), pending);
    }

    private void respond(Session session, Inquiry.Question question) {
        if (inHand >= MOST_IN_HAND) {
            warn("question not answered, others are in hand topic={} from={}", question.topic(), question.from());
            return;
        }
        inHand++;
        answerOf(question)
                .compose(answer -> {
                    byte[] bytes = InquiryCodec.encode(new Inquiry.Answer(store, self, question.id(), answer));
                    return session.publishAside(Channels.answers(settings, question.from()), bytes);
                })
                .onSuccess(receivers -> counts.answered.increment())
                .onFailure(failure -> warn("question not answered topic={} reason=\"{}\"", question.topic(), failure))
                .onComplete(done -> inHand--);
    }

    private Future<byte[]> answerOf(Inquiry.Question question) {
        Respondent respondent = respondents.get(question.topic());
        return respondent == null
                ? Future.succeededFuture(new byte[0])
                : vertx.executeBlocking(() -> respondent.answer(question.data()), false)
                        .map(answer -> Objects.requireNonNull(answer));
    }

    private void warn(String message, Object first, @Nullable Object second) {
        if (System.nanoTime() - loggedAt >= LOG_NANOS) {
            loggedAt = System.nanoTime();
            LOG.warn(message, first, second);
        }
    }
}
