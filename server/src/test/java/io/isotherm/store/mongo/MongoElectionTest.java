package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of the processes that share a database one is chosen, and another one when it does not ask any more. */
class MongoElectionTest {
    private static final String TASK = "worker";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(700);

    private final String url = TestMongo.freshDatabase();
    private final MongoHome oneHome = MongoHome.open(url);
    private final MongoHome otherHome = MongoHome.open(url);
    private final MongoElection one = new MongoElection(oneHome);
    private final MongoElection other = new MongoElection(otherHome);

    @AfterEach
    void close() {
        oneHome.close();
        otherHome.close();
    }

    @Test
    void whoLeadsGoesOnLeading() {
        assertThat(one.lead(TASK, LONG)).isTrue();
        assertThat(other.lead(TASK, LONG)).isFalse();
        assertThat(one.lead(TASK, LONG)).isTrue();
        assertThat(other.lead("another task", LONG)).isTrue();
    }

    @Test
    void whoResignsIsFollowedAtOnceAndWhoDoesNotLeadCannotResign() {
        assertThat(one.lead(TASK, LONG)).isTrue();
        other.resign(TASK);
        assertThat(other.lead(TASK, LONG)).isFalse();
        one.resign(TASK);
        assertThat(other.lead(TASK, LONG)).isTrue();
        assertThat(one.lead(TASK, LONG)).isFalse();
    }

    @Test
    void whoDoesNotAskAnyMoreIsFollowedWhenTheLeaseIsOver() {
        assertThat(one.lead(TASK, SHORT)).isTrue();
        assertThat(other.lead(TASK, LONG)).isFalse();
        await("the lease runs out").until(() -> other.lead(TASK, LONG));
        assertThat(one.lead(TASK, SHORT)).isFalse();
    }

    @Test
    void ofManyWhoAskAtTheSameMomentOneLeads() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                String task = "task " + round;
                int chosen = 0;
                for (Future<Boolean> answer : threads.invokeAll(IntStream.range(0, 8)
                        .<Callable<Boolean>>mapToObj(i -> () -> (i % 2 == 0 ? one : other).lead(task, LONG))
                        .toList())) {
                    chosen += answer.get() ? 1 : 0;
                }
                // Each process asks four times: all four are told the same.
                assertThat(chosen).isEqualTo(4);
            }
        }
    }
}
