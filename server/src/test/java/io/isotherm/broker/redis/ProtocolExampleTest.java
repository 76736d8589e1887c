package io.isotherm.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.Brokers.Peer;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The program in docs/protocol.md reads what a broker publishes. */
class ProtocolExampleTest {
    private static final String BEGIN = "```python\n";

    private static String example() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "protocol.md"));
        int from = document.indexOf(BEGIN) + BEGIN.length();
        return document.substring(from, document.indexOf("```", from));
    }

    /** As {@code bin/python.sh} looks for them, which the launcher of the tests has called. */
    private static String packages() {
        String told = System.getenv("ISOTHERM_TEST_PYTHONPATH");
        if (told != null && !told.isEmpty()) {
            return told;
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? System.getProperty("user.home") + "/.cache" : cache) + "/isotherm/python-4";
    }

    @Test
    void thePythonOneDoes() throws Exception {
        try (RedisServer redis = RedisServer.start();
                Peer peer = Brokers.open(redis.url()).connected()) {
            ProcessBuilder builder = new ProcessBuilder("python3", "-c", example(), redis.url());
            builder.environment().put("PYTHONPATH", packages());
            java.lang.Process python = builder.redirectErrorStream(true).start();
            List<String> lines = new CopyOnWriteArrayList<>();
            Thread.ofVirtual().start(() -> python.inputReader().lines().forEach(lines::add));
            try {
                await("the example to listen (it takes the packages that bin/python.sh fetches): " + lines)
                        .atMost(Duration.ofSeconds(30))
                        .failFast("python ended: " + lines, () -> !python.isAlive())
                        .until(() ->
                                redis.call("PUBSUB", "NUMSUB", "isotherm:news").endsWith("2"));
                peer.broker()
                        .publish(new ReadingBatch.Builder()
                                .add(7, 1_700_000_000_123L, 4.31, Flags.of(0, Unit.CELSIUS))
                                .add(8, 1_700_000_000_124L, Double.NaN, Flags.of(Flags.SENSOR_FAULT, Unit.KELVIN))
                                .add(70_000, -1, Double.NEGATIVE_INFINITY, 0)
                                .build());
                await("what it prints").until(() -> lines.size() >= 3);
                assertThat(lines)
                        .containsExactly(
                                "7 1700000000123 4.31 good", "8 1700000000124 nan suspect", "70000 -1 -inf good");
            } finally {
                python.destroyForcibly();
            }
        }
    }
}
