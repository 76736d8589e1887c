package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Group commit. */
class CommitsTest {
    /** What a journal does on append. */
    interface Append {
        void append(long sequence, byte[] record) throws InterruptedException;
    }

    private static Commits commits(Append append, Heads heads) {
        Journal journal = (Journal) Proxy.newProxyInstance(
                CommitsTest.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        append.append((Long) arguments[0], (byte[]) arguments[1]);
                    }
                    return null;
                });
        return new Commits(journal, heads, 0);
    }

    private static List<ReadingBatch> one(int sensor, long time) {
        return List.of(Readings.batch(Reading.of(sensor, time, 4.5)));
    }

    @Test
    void whatWaitsIsCommittedTogether() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger records = new AtomicInteger();
        Heads heads = new Heads(8);
        Commits commits = commits(
                (sequence, record) -> {
                    records.incrementAndGet();
                    first.countDown();
                    go.await();
                },
                heads);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            done.add(callers.submit(() -> commits.append(one(1, 0), 1)));
            first.await();
            for (int i = 1; i < 50; i++) {
                long time = i;
                done.add(callers.submit(() -> commits.append(one(1, time), 1)));
            }
            await("all of them wait").until(() -> commits.waiting() == 49);
            go.countDown();
            for (Future<?> caller : done) {
                caller.get();
            }
        }
        assertThat(records).hasValue(2);
        assertThat(heads.of(1).extent().count()).isEqualTo(50);
    }

    @Test
    void aFailureIsTheWholeGroupsAndNobodyElses() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger records = new AtomicInteger();
        Heads heads = new Heads(8);
        Commits commits = commits(
                (sequence, record) -> {
                    first.countDown();
                    go.await();
                    if (records.incrementAndGet() == 2) {
                        throw new StoreException("the disk is full");
                    }
                },
                heads);
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.execute(() -> commits.append(one(1, 0), 1));
            first.await();
            for (int i = 1; i <= 20; i++) {
                long time = i;
                callers.execute(() -> {
                    try {
                        commits.append(one(1, time), 1);
                    } catch (StoreException e) {
                        assertThat(e).hasMessageContaining("disk is full");
                        failed.incrementAndGet();
                    }
                });
            }
            await("all of them wait").until(() -> commits.waiting() == 20);
            go.countDown();
        }
        assertThat(failed).hasValue(20);
        assertThat(heads.of(1).extent().count()).isEqualTo(1);
        assertThat(commits.append(one(1, 99), 1).added()).isEqualTo(1);
    }

    @Test
    void manyCallersLoseNothingAndNobodyIsForgotten() throws Exception {
        AtomicLong last = new AtomicLong();
        Heads heads = new Heads(16);
        Commits commits = commits(
                (sequence, record) -> assertThat(last.getAndSet(sequence)).isLessThan(sequence), heads);
        int callers = 32;
        int each = 500;
        CompletableFuture<?>[] done = new CompletableFuture<?>[callers];
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (int c = 0; c < callers; c++) {
                int sensor = c % 5;
                long base = (long) c * each;
                done[c] = CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                commits.append(one(sensor, base + i), 1);
                            }
                        },
                        threads);
            }
            CompletableFuture.allOf(done).get();
        }
        long[] count = {0};
        heads.forEach((sensor, head) -> count[0] += head.extent().count());
        assertThat(count[0]).isEqualTo((long) callers * each);
        assertThat(commits.needless()).isLessThanOrEqualTo(1);
    }

    @Test
    void anInterruptedCallerIsServedAllTheSame() {
        Commits commits = commits((sequence, record) -> {}, new Heads(8));
        Thread.currentThread().interrupt();
        assertThat(commits.append(one(1, 0), 1).added()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatTheJournalRefusedIsNotInAHead() {
        Heads heads = new Heads(8);
        Commits commits = commits(
                (sequence, record) -> {
                    throw new StoreException("no");
                },
                heads);
        assertThatThrownBy(() -> commits.append(one(1, 0), 1)).isInstanceOf(StoreException.class);
        assertThat(heads.get(1)).isNull();
    }
}
