package io.isotherm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.isotherm.store.AuditEntry.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEntryTest {
    private static AuditEntry entry(String action, String subject, String count) {
        return AuditEntry.of(0, "local", action, Outcome.DONE, subject, "", "", Map.of(count, 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Remove", "remove readings", "remove-", "x9"})
    void anActionIsMadeOfWords(String action) {
        assertThatIllegalArgumentException().isThrownBy(() -> entry(action, "a", "n"));
    }

    @Test
    void everythingHasABound() {
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a".repeat(51), "a", "n"));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", "", "n"));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", "x".repeat(301), "n"));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("a", "a", "a=b"));
    }

    @Test
    void itDoesNotChangeWithTheMapItWasMadeOf() {
        Map<String, Long> counts = new HashMap<>(Map.of("removed", 1L));
        AuditEntry entry = AuditEntry.of(0, "local", "a", Outcome.DONE, "a", "", "", counts);
        counts.put("removed", 2L);
        assertThat(entry.counts()).containsExactly(Map.entry("removed", 1L));
    }
}
