package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoQualityTest {
    @TempDir
    Path home;

    @Test
    void aWeekOfAColdChainHasPowerOnValuesAndNothingElseThatIsSuspect() {
        try (TestServer server = TestServer.start(home, "--simulate", "on")) {
            // The history is there when the first readings after it are.
            await().atMost(Duration.ofMinutes(2)).until(() -> byQuality(server).getOrDefault("good", 0L) > 600_000);

            assertThat(byQuality(server).keySet()).containsExactlyInAnyOrder("good", "power-on");
        }
    }

    private static Map<String, Long> byQuality(TestServer server) {
        return server.get("/api/v1/export?from=2020-01-01T00:00:00Z")
                .body()
                .lines()
                .skip(1)
                .collect(Collectors.groupingBy(DemoQualityTest::quality, Collectors.counting()));
    }

    // What was sent and its unit come after it.
    private static String quality(String line) {
        String[] fields = line.split(",", -1);
        return fields[fields.length - 3];
    }
}
