package io.isotherm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefresherTest {
    @Test
    void howeverOftenItIsAskedOneRunsAndOneWaits() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Refresher refresher = new Refresher(() -> {
            runs.incrementAndGet();
            running.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        refresher.ask();
        running.await();
        for (int i = 0; i < 1_000; i++) {
            refresher.ask();
        }
        go.countDown();
        await("the one that waited").until(() -> runs.get() == 2);
        refresher.close();
        assertThat(runs).as("no more than that").hasValue(2);
    }

    @Test
    void whatFailsIsTriedAgain() {
        AtomicInteger runs = new AtomicInteger();
        try (Refresher refresher = new Refresher(() -> {
            if (runs.incrementAndGet() < 3) {
                throw new StoreException("meant to fail: a test");
            }
        })) {
            refresher.ask();
            await("the third time").until(() -> runs.get() == 3);
        }
        assertThat(runs).hasValue(3);
    }
}
