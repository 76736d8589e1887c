package io.isotherm.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretIdsTest {
    @Test
    void idsAreOfRandomBitsAlone() {
        Set<String> ids = new HashSet<>();
        BitSet ones = new BitSet();
        BitSet zeros = new BitSet();
        for (int i = 0; i < 1_000; i++) {
            String id = SecretIds.next();
            assertThat(id).matches("[A-Za-z0-9_-]{24}");
            ids.add(id);
            BitSet bits = BitSet.valueOf(Base64.getUrlDecoder().decode(id));
            ones.or(bits);
            bits.flip(0, 144);
            zeros.or(bits);
        }
        assertThat(ids).hasSize(1_000);
        // No bit is always the same: no counter, no time, no version.
        assertThat(ones.cardinality()).isEqualTo(144);
        assertThat(zeros.cardinality()).isEqualTo(144);
    }
}
