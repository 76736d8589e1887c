package io.isotherm.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.IncomingBatch;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
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
        Random random = new Random(20_261_124);
        int read = 0;
        int malformed = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] body = mutated(SEEDS[random.nextInt(SEEDS.length)].getBytes(UTF_8), random);
            try {
                IncomingBatch batch = round % 3 == 0
                        ? JsonReadings.parseLines(body)
                        : round % 3 == 1 ? JsonReadings.parse(body) : JsonReadings.parse(body, "key");
                check(batch, body);
                read++;
            } catch (MalformedJsonException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
                malformed++;
            }
        }
        assertThat(read).isGreaterThan(5_000);
        assertThat(malformed).isGreaterThan(5_000);
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
            assertThat(batch.value(i)).isFinite();
            long time = batch.time(i);
            assertThat(time == IncomingBatch.NO_TIME || text.contains("time")).isTrue();
            if (refused.contains(batch.item(i))) {
                assertThat(batch.refusals().stream()
                                .anyMatch(refusal -> refusal.detail().contains("Not kept: ")))
                        .isTrue();
            }
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] body = seed;
        for (int times = random.nextInt(4); times >= 0; times--) {
            int at = body.length == 0 ? 0 : random.nextInt(body.length);
            int to = Math.min(body.length, at + random.nextInt(8));
            byte[] piece = switch (random.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> new byte[] {(byte) random.nextInt(256)};
                case 2 -> Arrays.copyOfRange(body, at, Math.min(body.length, at + random.nextInt(60)));
                default -> PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8);
            };
            body = joined(
                    Arrays.copyOf(body, at),
                    piece,
                    Arrays.copyOfRange(body, random.nextBoolean() ? at : to, body.length));
        }
        return body;
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
