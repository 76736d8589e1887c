package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ops.Health;
import io.isotherm.ops.Health.State;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskSpaceTest {
    @ParameterizedTest
    @CsvSource({
        "500, 1000, OK",
        "499, 1000, DEGRADED",
        "50000, 1000000, OK",
        "49999, 1000000, DEGRADED",
        "0, 1000000, DEGRADED",
        "0, 0, DEGRADED",
    })
    void littleRoomIsTold(long freeMegabytes, long totalMegabytes, State state) {
        Health health = DiskSpace.health(Path.of("/data"), freeMegabytes * 1_000_000, totalMegabytes * 1_000_000);
        assertThat(health.state()).isEqualTo(state);
        if (state == State.DEGRADED) {
            assertThat(health.detail()).contains("/data").contains(freeMegabytes + " MB free");
        }
    }
}
