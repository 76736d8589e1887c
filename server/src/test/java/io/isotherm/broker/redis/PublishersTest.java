package io.isotherm.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishersTest {
    private final Publishers publishers = new Publishers();

    @Test
    void onlyTheNextMessageOfEachIsInOrder() {
        assertThat(publishers.inOrder("a", 1)).isTrue();
        assertThat(publishers.inOrder("b", 1)).isTrue();
        assertThat(publishers.inOrder("a", 2)).isTrue();
        assertThat(publishers.inOrder("b", 2)).isTrue();
        assertThat(publishers.inOrder("a", 4)).as("3 is missing").isFalse();
        assertThat(publishers.inOrder("a", 5)).isTrue();
        assertThat(publishers.inOrder("a", 5)).as("again").isFalse();
        assertThat(publishers.inOrder("b", 3)).isTrue();
    }

    @Test
    void ofOneThatWasThereBeforeSomethingMayHaveBeenMissed() {
        assertThat(publishers.inOrder("a", 7)).isFalse();
        assertThat(publishers.inOrder("a", 8)).isTrue();
    }

    @Test
    void afterANewConnectionNothingOfBeforeCounts() {
        publishers.inOrder("a", 5);
        publishers.forget();
        assertThat(publishers.inOrder("a", 6))
                .as("6 or what came between may be missing")
                .isFalse();
        assertThat(publishers.inOrder("a", 7)).isTrue();
    }

    @Test
    void strangersCannotFillTheMemory() {
        publishers.inOrder("first", 7);
        for (int i = 0; i < 2 * Publishers.MOST; i++) {
            publishers.inOrder("stranger " + i, 1);
        }
        assertThat(publishers.inOrder("first", 8)).as("forgotten").isFalse();
    }
}
