package io.isotherm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ops.Health;
import org.junit.jupiter.api.Test;

class CommitHealthTest {
    private final CommitHealth health = new CommitHealth(1_000);

    @Test
    void aFailureIsToldUntilACommitGetsThrough() {
        assertThat(health.check(0)).isEqualTo(Health.OK);
        health.failed("disk is full");
        assertThat(health.check(0).name()).isEqualTo("commits-fail");
        assertThat(health.check(0).detail()).endsWith("disk is full");
        health.committed();
        assertThat(health.check(0)).isEqualTo(Health.OK);
    }

    @Test
    void aQueueThatIsNearlyFullIsTold() {
        assertThat(health.check(799)).isEqualTo(Health.OK);
        assertThat(health.check(800).name()).isEqualTo("overloaded");
        assertThat(health.check(800).detail()).startsWith("800 of at most 1000 readings wait");
    }
}
