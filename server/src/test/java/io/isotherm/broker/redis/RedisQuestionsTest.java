package io.isotherm.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.Answers;
import io.isotherm.broker.Peers;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.message.Inquiry;
import io.isotherm.broker.message.InquiryCodec;
import io.isotherm.broker.redis.Brokers.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What several processes know, asked over a real Redis. */
class RedisQuestionsTest {
    private static RedisServer redis;

    private final List<Peer> processes = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void closeAll() {
        processes.forEach(Peer::close);
    }

    private Peer process(String namespace) {
        return process(namespace, Brokers.STORE);
    }

    private Peer process(String namespace, String store) {
        String url = redis.url() + "/0?namespace=" + namespace;
        Peer process = Brokers.open(url, store, LocalBroker.DEFAULT_CAPACITY, RedisBroker.DEFAULT_CAPACITY)
                .connected();
        processes.add(process);
        return process;
    }

    private static Answers ask(Peer asker, String topic, String question) {
        CompletableFuture<Answers> answers = asker.broker().ask(topic, question.getBytes(UTF_8));
        assertThat(answers).succeedsWithin(Duration.ofSeconds(5));
        return answers.join();
    }

    private static List<String> texts(Answers answers) {
        return answers.answers().stream()
                .map(answer -> new String(answer, UTF_8))
                .toList();
    }

    private static Broker.Respondent says(String text) {
        return question -> (text + " " + new String(question, UTF_8)).getBytes(UTF_8);
    }

    @Test
    void everyOtherProcessIsAskedOnceAndTheirAnswersAreWaitedFor() {
        Peer asker = process("ask");
        Peer one = process("ask");
        Peer other = process("ask");
        asker.broker().answer("color", says("asker"));
        one.broker().answer("color", says("one"));
        other.broker().answer("color", says("other"));
        for (int i = 0; i < 50; i++) {
            Answers answers = ask(asker, "color", "of " + i);
            assertThat(texts(answers)).containsExactlyInAnyOrder("one of " + i, "other of " + i);
            assertThat(answers.came()).isEqualTo(2);
            assertThat(answers.heard()).isEqualTo(2);
        }
        assertThat(asker.count("unanswered")).isZero();
        assertThat(asker.count("asked")).isEqualTo(50);
        await("the last answer to be counted where it was given").until(() -> one.count("answered") == 50);
    }

    @Test
    void manyQuestionsAtTheSameTimeAreAllAnswered() {
        List<Peer> all = List.of(process("many"), process("many"), process("many"));
        all.forEach(each -> each.broker().answer("color", says("it is")));
        List<CompletableFuture<Answers>> asked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            asked.add(all.get(i % 2).broker().ask("color", new byte[0]));
        }
        for (CompletableFuture<Answers> each : asked) {
            assertThat(each.join().answers()).hasSize(2);
        }
    }

    @Test
    void whoKnowsNothingOfTheTopicSaysSo() {
        Peer asker = process("silent");
        process("silent");
        Answers answers = ask(asker, "color", "");
        assertThat(answers.answers()).isEmpty();
        assertThat(answers.came()).isEqualTo(1);
        assertThat(answers.heard()).isEqualTo(1);
    }

    @Test
    void whoDoesNotAnswerInTimeIsMissingAndKeepsNobodyWaiting() {
        Peer asker = process("late");
        Peer quick = process("late");
        Peer slow = process("late");
        Peer broken = process("late");
        CountDownLatch stuck = new CountDownLatch(1);
        quick.broker().answer("color", says("quick"));
        slow.broker().answer("color", question -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new byte[1];
        });
        broken.broker().answer("color", question -> {
            throw new IllegalStateException("meant to fail: a test");
        });
        try {
            Answers answers = ask(asker, "color", "");
            assertThat(texts(answers)).containsExactly("quick ");
            assertThat(answers.heard() - answers.came()).isEqualTo(2);
            await("to be counted").until(() -> asker.count("unanswered") == 2);
            slow.broker().publish(Brokers.reading(1));
            await("it goes on telling of readings meanwhile")
                    .until(() -> asker.recorder().values().contains(1.0));
        } finally {
            stuck.countDown();
        }
    }

    @Test
    void anAnswerOfAsManyBytesAsItMayHaveArrivesAndALongerOneIsMissing() {
        Peer asker = process("large");
        Peer one = process("large");
        AtomicInteger size = new AtomicInteger(Broker.MOST_ANSWER);
        one.broker().answer("color", question -> new byte[size.get()]);
        assertThat(ask(asker, "color", "").answers().getFirst()).hasSize(Broker.MOST_ANSWER);
        size.incrementAndGet();
        Answers answers = ask(asker, "color", "");
        assertThat(answers.answers()).isEmpty();
        assertThat(answers.heard() - answers.came()).isEqualTo(1);
    }

    @Test
    void whatAStrangerSaysIsCountedAndChangesNothing() {
        Peer asker = process("stranger");
        Peer one = process("stranger");
        process("stranger", "another-store").broker().answer("color", says("another store"));
        List<String> channels = redis.call("PUBSUB", "CHANNELS", "stranger:*answers*")
                .lines()
                .filter(line -> line.startsWith("stranger:"))
                .toList();
        assertThat(channels).as("one for each process").hasSize(3);
        one.broker().answer("color", question -> {
            for (String channel : channels) {
                redis.publish(channel, "rubbish".getBytes(UTF_8));
                redis.publish(channel, InquiryCodec.encode(new Inquiry.Answer("another", "x", 1, new byte[1])));
                redis.publish(channel, InquiryCodec.encode(new Inquiry.Answer(Brokers.STORE, "x", 99, new byte[1])));
            }
            return "true".getBytes(UTF_8);
        });
        Answers answers = ask(asker, "color", "");
        assertThat(texts(answers)).containsExactly("true");
        assertThat(answers.heard())
                .as("one of another store hears it and must not answer")
                .isEqualTo(2);
        assertThat(answers.came()).isEqualTo(1);
        await("the rest to be counted").until(() -> asker.count("malformed") == 1 && asker.count("foreign") > 0);
    }

    @Test
    void whileRedisIsAwayNobodyHearsAndTheStoreTellsHowManyThereAre() {
        try (RedisServer own = RedisServer.start();
                Peer asker = Brokers.open(own.url()).connected();
                Peer other = Brokers.open(own.url()).connected()) {
            other.broker().answer("color", says("other"));
            Peers two = new Peers(asker.broker(), () -> 1);
            assertThat(two.ask("color", new byte[0]).join().missing()).isZero();
            own.kill();
            asker.away();
            assertThat(two.ask("color", new byte[0]).join()).isEqualTo(new Peers.Replies(List.of(), 1));
            Peers unknown = new Peers(asker.broker(), () -> {
                throw new IllegalStateException("meant to fail: a test");
            });
            assertThat(unknown.ask("color", new byte[0]).join().missing()).isNull();
            own.restart();
            asker.connected();
            other.connected();
            assertThat(texts(ask(asker, "color", "?"))).containsExactly("other ?");
        }
    }

    @Test
    void oneThatTheStoreKnowsAndRedisDoesNotIsMissing() {
        Peer asker = process("cut-off");
        process("cut-off").broker().answer("color", says("other"));
        Peers three = new Peers(asker.broker(), () -> 2);
        Peers.Replies replies = three.ask("color", new byte[0]).join();
        assertThat(replies.answers()).hasSize(1);
        assertThat(replies.missing()).isEqualTo(1);
    }
}
