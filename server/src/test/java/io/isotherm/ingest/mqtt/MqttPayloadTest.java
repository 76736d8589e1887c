package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.model.IncomingBatch;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttPayloadTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            fridge          | 21.5                  | fridge temperature 21.5
            fridge          | -4                    | fridge temperature -4.0
            fridge          | +4.                   | fridge temperature 4.0
            fridge          | .5                    | fridge temperature 0.5
            fridge          | 2.1e1                 | fridge temperature 21.0
            fridge          | `  21.5\\n`           | fridge temperature 21.5
            fridge          | 21.5 °C               | fridge temperature 21.5 °C
            fridge          | 70.7°F                | fridge temperature 70.7 °F
            fridge          | unavailable           | fridge temperature NaN
            a/humidity      | None                  | a/humidity humidity NaN
            fridge          | 294.65 K              | fridge temperature 294.65 K
            kitchen/humidity| 40                    | kitchen/humidity humidity 40.0
            kitchen/humidity| 40 %                  | kitchen/humidity humidity 40.0 %
            a/b/c           | 1013 hPa              | a/b/c pressure 1013.0 hPa
            fridge          | {"value":21.5}        | fridge temperature 21.5
            fridge          | `\\n {"value":21.5}`  | fridge temperature 21.5
            fridge          | {"value":2,"time":1795512600000} | fridge temperature 2.0 @1795512600000
            fridge          | {"sensor":"x","value":2}         | x temperature 2.0
            kitchen         | {"temperature":21.4}  | kitchen/temperature temperature 21.4
            kitchen         | [{"value":1}]         | kitchen temperature 1.0
            """)
    void aPayloadIsRead(String key, String payload, String expected) {
        IncomingBatch batch = decode(key, payload.replace("\\n", "\n"));

        assertThat(Readings.of(batch)).containsExactly(expected);
        assertThat(batch.refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            fridge   | ``                | The payload is empty
            fridge   | ` `               | The payload is empty
            fridge   | lukewarm       | The payload is "lukewarm": expected a number
            fridge   | ON                | expected a number
            fridge   | 21,5              | The unit ",5" is not known
            fridge   | 1.2.3             | expected a number
            fridge   | 1e999             | expected a number
            fridge   | 0x10              | The unit "x10" is not known
            fridge   | 21.5 furlong      | The unit "furlong" is not known
            fridge   | 21.5 22.5         | The unit "22.5" is not known
            a/humidity | 21 °C           | The unit °C is not one of humidity
            fridge   | {"value":         | The text ends before
            fridge   | {"value":null}    | "value" is null
            fridge   | {"foo":1}         | "foo" names no quantity
            ` `      | 21.5              | must not be empty
            """)
    void whatCannotBeReadIsRefusedWithTheReason(String key, String payload, String expected) {
        IncomingBatch batch = decode(key, payload);

        assertThat(batch.size()).isZero();
        assertThat(batch.refusals())
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.detail()).contains(expected).endsWith("."));
    }

    @Test
    void aLongPayloadIsNotTakenForANumber() {
        assertThat(decode("k", "1" + " ".repeat(100)).refusals()).hasSize(1);
        assertThat(decode("k", "1".repeat(100)).refusals()).hasSize(1);
        assertThat(decode("k".repeat(201), "1").refusals()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "isotherm/fridge, fridge",
        "isotherm/a/b/c, a/b/c",
        "isotherm/, ",
        "isotherm, ",
        "Isotherm/a, ",
        "/isotherm/a, ",
        "zigbee2mqtt/a, ",
    })
    void theTopicNamesTheKey(String topic, String expected) {
        assertThat(MqttPayload.key(topic)).isEqualTo(expected);
    }

    @Test
    void noBytesDoHarm() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] payload = new byte[random.nextInt(40)];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte)
                        (random.nextInt(4) == 0
                                ? random.nextInt(256)
                                : "0123.,-+eE {}[]\":°C%".charAt(random.nextInt(20)));
            }
            IncomingBatch batch = MqttPayload.decode("key", payload);
            assertThat(batch.size() + batch.refusals().size()).isLessThanOrEqualTo(payload.length + 1);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(batch.value(i)).isFinite();
            }
        }
    }

    private static IncomingBatch decode(String key, String payload) {
        return MqttPayload.decode(key, payload.getBytes(UTF_8));
    }
}
