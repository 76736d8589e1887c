package io.isotherm.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishersTest {
    private final Publishers publishers = new Publishers();

    @Test
    void onlyTheNextMessageOfEachIsInOrder() {
        assertThat(publishers.inOrder("a", 5, false)).isTrue();
        assertThat(publishers.inOrder("b", 1, false)).isTrue();
        assertThat(publishers.inOrder("a", 6, false)).isTrue();
        assertThat(publishers.inOrder("b", 2, false)).isTrue();
        assertThat(publishers.inOrder("a", 8, false)).as("7 is missing").isFalse();
        assertThat(publishers.inOrder("a", 9, false)).isTrue();
        assertThat(publishers.inOrder("a", 9, false)).as("again").isFalse();
        assertThat(publishers.inOrder("b", 3, false)).isTrue();
    }

    @Test
    void aNewOneBeginsAtOneOnceAllThatWereThereAreKnown() {
        assertThat(publishers.inOrder("a", 1, true)).isTrue();
        assertThat(publishers.inOrder("b", 2, true)).isFalse();
        assertThat(publishers.inOrder("b", 3, true)).isTrue();
    }

    @Test
    void afterANewConnectionNothingOfBeforeCounts() {
        publishers.inOrder("a", 5, false);
        publishers.forget();
        assertThat(publishers.inOrder("a", 9, false)).isTrue();
    }

    @Test
    void strangersCannotFillTheMemory() {
        publishers.inOrder("first", 7, false);
        for (int i = 0; i < 2 * Publishers.MOST; i++) {
            publishers.inOrder("stranger " + i, 1, false);
        }
        assertThat(publishers.inOrder("first", 9, false))
                .as("forgotten, so not after a loss")
                .isTrue();
    }
}
