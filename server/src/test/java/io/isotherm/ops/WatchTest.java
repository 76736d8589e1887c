package io.isotherm.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ops.Watch.Standing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {
    private volatile Health disk = Health.OK;
    private volatile Instant now = Instant.EPOCH;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Watch watch = new Watch(
            new Readiness(
                    List.of(Component.of("disk", () -> disk), Component.of("broker", () -> Health.OK)), () -> now),
            () -> now,
            meters);

    private void look(long second, Health health) {
        disk = health;
        now = Instant.ofEpochSecond(second);
        watch.look();
    }

    private Standing ofDisk() {
        return watch.standings().getFirst();
    }

    @Test
    void itKnowsSinceWhenAPartIsAsItIs() {
        look(10, Health.OK);
        look(20, Health.OK);
        assertThat(ofDisk()).isEqualTo(new Standing("disk", Health.OK, Instant.ofEpochSecond(10)));
        look(30, Health.degraded("disk-low", "400 MB free"));
        look(40, Health.degraded("disk-low", "300 MB free"));
        assertThat(ofDisk())
                .isEqualTo(new Standing("disk", Health.degraded("disk-low", "300 MB free"), Instant.ofEpochSecond(30)));
        look(50, Health.degraded("disk-stuck", "no end"));
        assertThat(ofDisk().since()).as("another condition").isEqualTo(Instant.ofEpochSecond(50));
        look(60, Health.OK);
        assertThat(ofDisk().since()).isEqualTo(Instant.ofEpochSecond(60));
        assertThat(watch.standings()).extracting(Standing::part).containsExactly("disk", "broker");
    }

    @Test
    void whoCollectsMetricsIsTold() {
        assertThat(health("disk")).as("before the first look").isNaN();
        for (Map.Entry<Health, Double> each : Map.of(
                        Health.OK, 0.0, Health.degraded("disk-low", ""), 1.0, Health.down("write-failed", ""), 2.0)
                .entrySet()) {
            look(now.getEpochSecond() + 10, each.getKey());
            assertThat(health("disk")).isEqualTo(each.getValue());
            assertThat(health("broker")).isZero();
            assertThat(meters.get("isotherm.ready").gauge().value()).isEqualTo(each.getValue() == 2 ? 0 : 1);
            assertThat(watch.state()).isEqualTo(each.getKey().state());
        }
    }

    private double health(String part) {
        return meters.get("isotherm.health").tag("part", part).gauge().value();
    }

    @Test
    void itLooksWhetherSomebodyAsksOrNot() {
        watch.start();
        try (watch) {
            disk = Health.down("write-failed", "");
            now = Instant.ofEpochSecond(100);
            // It looks every three seconds.
            await().atMost(Duration.ofSeconds(10)).until(() -> watch.state() == Health.State.DOWN);
        }
    }
}
