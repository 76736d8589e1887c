package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.isotherm.store.TokenEntry;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    @ParameterizedTest
    @CsvSource({
        "kitchen, kitchen, true",
        "kitchen, Kitchen, false",
        "kitchen, kitchen-2, false",
        "kitchen, kitchen/fridge, false",
        "building/*, building/room, true",
        "building/*, building/room/door, true",
        "building/*, building, false",
        "building/*, building/, false",
        "building/*, buildings/room, false",
        "a/b/*, a/b/c, true",
        "a/b/*, a/c/b, false",
    })
    void aDeviceIsAllowedByItsKeyOrByWhatItBeginsWith(String name, String device, boolean allowed) {
        assertThat(new Grant.Devices(List.of(name)).allows(device)).isEqualTo(allowed);
        assertThat(new Grant.Devices(List.of("other", name, "more/*")).allows(device))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/*", "*", "a*", "*/a", "a/*/b", "a/**", "a\nb", "a\u0000"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant.Devices(List.of(name)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant.Devices(List.of("good", name)));
    }

    @Test
    void namesAreBoundedInLengthAndNumber() {
        new Grant.Devices(List.of("x".repeat(Grant.MOST_KEY)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant.Devices(List.of("x".repeat(Grant.MOST_KEY + 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant.Devices(List.of()));
        List<String> most = IntStream.range(0, Grant.MOST_DEVICES)
                .mapToObj(i -> "%d/".formatted(100 + i) + "x".repeat(Grant.MOST_KEY - 4))
                .toList();
        assertThat(new Grant.Devices(most).text()).hasSizeLessThanOrEqualTo(TokenEntry.MOST_GRANT);
        List<String> tooMany = IntStream.rangeClosed(0, Grant.MOST_DEVICES)
                .mapToObj(i -> "d" + i)
                .toList();
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant.Devices(tooMany));
        // One that is named twice is one.
        assertThat(new Grant.Devices(Collections.nCopies(1_000, "a")).names()).containsExactly("a");
    }

    @Test
    void aGrantIsReadAsItWasWritten() {
        for (Grant grant : List.of(
                new Grant.AllDevices(),
                new Grant.Site("pharmacy-2"),
                new Grant.Devices(List.of("kitchen")),
                new Grant.Devices(List.of("all", "site, with comma", "Kühlraum/*")))) {
            assertThat(Grant.parse(grant.text())).isEqualTo(grant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "everything", "all\nx", "site", "site\n", "site\na\nb", "site\nA", "devices", "devices\n"})
    void whatIsNoGrantGrantsNothing(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.parse(text));
    }

    @Test
    void noTokenGrantsEverything() {
        assertThatIllegalStateException().isThrownBy(new Grant.Everything()::text);
    }

    @Test
    void aGrantForOneDeviceNamesIt() {
        assertThat(new Grant.Devices(List.of("kitchen")).onlyDevice()).contains("kitchen");
        assertThat(new Grant.Devices(List.of("kitchen/*")).onlyDevice()).isEmpty();
        assertThat(new Grant.Devices(List.of("a", "b")).onlyDevice()).isEmpty();
        assertThat(new Grant.Site("a").onlyDevice()).isEmpty();
        assertThat(new Grant.AllDevices().onlyDevice()).isEmpty();
    }
}
