package io.isotherm.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Mutations;
import io.isotherm.model.IncomingBatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever arrives: no other exception than the declared one, no reading out of nothing, nothing without bounds. */
class JsonReadingsFuzzTest {
    private static final String[] SEEDS = {
        "{\"sensor\":\"fridge-1\",\"value\":4.31,\"unit\":\"°C\",\"time\":\"2026-11-24T09:30:00.5+01:00\"}",
        "[{\"sensor\":\"a/humidity\",\"value\":40,\"time\":1795512600000},{\"device\":\"k\",\"temperature\":21.4}]",
        """
        {"device":"kitchen","temperature":21.4,"humidity":40,"battery":"91","co2":null}
        {"sensor":"b","value":-1.5e1,"quantity":"voltage","unit":"mV"}\r

        """,
    };
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        "null",
        "true",
        "NaN",
        "1e999",
        "-0",
        "\"value\":",
        "\"sensor\":",
        "\"device\":",
        "\"time\":",
        "\"temperature\":1,",
        "\\ud800",
        "\u0000",
        "\uFEFF",
        "99999999999999999999",
        "[".repeat(40),
    };

    @Test
    void noMutationDoesHarm() {
        int[] read = {0};
        int[] malformed = {0};
        int[] round = {0};
        Mutations.ofText(20_261_124, List.of(SEEDS), PIECES).run(60_000, body -> {
            round[0]++;
            try {
                IncomingBatch batch = round[0] % 3 == 0
                        ? JsonReadings.parseLines(body)
                        : round[0] % 3 == 1 ? JsonReadings.parse(body) : JsonReadings.parse(body, "key");
                check(batch, body);
                read[0]++;
            } catch (MalformedJsonException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
                malformed[0]++;
            }
        });
        assertThat(read[0]).isGreaterThan(5_000);
        assertThat(malformed[0]).isGreaterThan(5_000);
    }

    private static void check(IncomingBatch batch, byte[] body) {
        // A reading has a digit of its own, and an item a character.
        int digits = 0;
        for (byte b : body) {
            digits += b >= '0' && b <= '9' ? 1 : 0;
        }
        assertThat(batch.size()).isLessThanOrEqualTo(digits);
        assertThat(batch.refusals().size()).isLessThanOrEqualTo(body.length);
        String text = new String(body, UTF_8);
        Set<Integer> refused = new HashSet<>();
        for (IncomingBatch.Refusal refusal : batch.refusals()) {
            assertThat(refusal.detail()).endsWith(".").hasSizeLessThan(1_500);
            assertThat(refused.add(refusal.item())).isTrue();
        }
        for (int i = 0; i < batch.size(); i++) {
            assertThat(Double.isFinite(batch.value(i)) || text.contains("null") || text.contains("NaN"))
                    .isTrue();
            long time = batch.time(i);
            assertThat(time == IncomingBatch.NO_TIME || text.contains("time")).isTrue();
            if (refused.contains(batch.item(i))) {
                assertThat(batch.refusals().stream()
                                .anyMatch(refusal -> refusal.detail().contains("Not kept: ")))
                        .isTrue();
            }
        }
    }
}
