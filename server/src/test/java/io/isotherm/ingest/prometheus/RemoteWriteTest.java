package io.isotherm.ingest.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Mutations;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.prometheus.RemoteWrite.Content;
import io.isotherm.ingest.prometheus.RemoteWrite.Version;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorHint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemoteWriteTest {
    private static final long T = 1_795_512_600_000L;

    private static Content parse(Version version, Series... series) throws MalformedProtoException {
        return RemoteWrite.parse(version == Version.ONE ? Series.one(series) : Series.two(series), version);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whatIsAQuantityIsKeptAndTheRestIsCounted(Version version) throws Exception {
        Content content = parse(
                version,
                Series.of("node_hwmon_temp_celsius", "instance", "pi:9100", "job", "node", "chip", "x", "sensor", "t1")
                        .at(T, 42.5)
                        .at(T + 15_000, 0),
                Series.of("up", "instance", "pi:9100", "job", "node").at(T, 1),
                Series.of("node_cpu_seconds_total", "cpu", "0").at(T, 1).at(T + 1, 2),
                Series.of("node_hwmon_temp_crit_celsius", "chip", "x").at(T, 100),
                Series.of("room_humidity_ratio", "instance", "r").at(T, 0.57),
                Series.of("latency_seconds").withHistogram().withExemplar(),
                Series.of("").at(T, 1));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "prometheus/node/pi:9100/node_hwmon_temp_celsius{chip=x,sensor=t1} temperature 42.5 °C @" + T,
                        "prometheus/node/pi:9100/node_hwmon_temp_celsius{chip=x,sensor=t1} temperature 0.0 °C @"
                                + (T + 15_000),
                        "prometheus/r/room_humidity_ratio humidity 57.0 % @" + T);
        assertThat(content.batch().refusals()).isEmpty();
        assertThat(content.passed()).isEqualTo(5);
        assertThat(content.histograms()).isEqualTo(1);
        assertThat(content.exemplars()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theEndOfASeriesIsNoReadingAndAnotherNanIsOne(Version version) throws Exception {
        Content content = parse(
                version,
                Series.of("t_celsius")
                        .at(T, Double.longBitsToDouble(0x7ff0000000000002L))
                        .at(T + 1, Double.longBitsToDouble(0x7ff8000000000001L))
                        .at(T + 2, Double.POSITIVE_INFINITY)
                        .at(T + 3, 4));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "prometheus/t_celsius temperature NaN °C @" + (T + 1),
                        "prometheus/t_celsius temperature 4.0 °C @" + (T + 3));
        assertThat(content.passed()).isEqualTo(1);
        assertThat(Readings.refusals(content.batch()))
                .containsExactly("2: prometheus/t_celsius: the value is infinite.");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aRatioThatIsNoPercentageAnyMoreIsRefused(Version version) throws Exception {
        Content content = parse(
                version,
                Series.of("room_humidity_ratio").with(2, "ratio").at(T, 1e307).at(T + 1, 0.5));

        assertThat(Readings.of(content.batch())).hasSize(1);
        assertThat(Readings.refusals(content.batch()))
                .singleElement()
                .asString()
                .endsWith("the value is infinite.");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void bucketsAndQuantilesAreNoReadings(Version version) throws Exception {
        Content content = parse(
                version,
                Series.of("t_celsius", "quantile", "0.5").at(T, 4),
                Series.of("t_celsius", "le", "5").at(T, 4));

        assertThat(content.batch().size()).isZero();
        assertThat(content.passed()).isEqualTo(2);
    }

    @Test
    void theMetadataOfTwoTellsUnitAndType() throws Exception {
        Content content = parse(
                Version.TWO,
                Series.of("supply").with(2, "celsius").at(T, 1),
                Series.of("supply_temperature").with(0, "fahrenheit").at(T, 2),
                // The name comes first.
                Series.of("return_celsius").with(2, "kelvin").at(T, 3),
                Series.of("drift_celsius").with(1, "celsius").at(T, 4),
                Series.of("spread_celsius").with(3, "").at(T, 5),
                Series.of("odd_temperature").with(2, "furlong").at(T, 6));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "prometheus/supply temperature 1.0 °C @" + T,
                        "prometheus/supply_temperature temperature 2.0 °F @" + T,
                        "prometheus/return_celsius temperature 3.0 °C @" + T);
        assertThat(content.passed()).isEqualTo(2);
        assertThat(Readings.refusals(content.batch()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("5: Series 6, \"odd_temperature\": The unit \"furlong\" is not known");
    }

    @Test
    void homeAssistantsNameIsAHintAndNotPartOfTheKey() throws Exception {
        Content content = parse(
                Version.ONE,
                Series.of(
                                "homeassistant_sensor_temperature_celsius",
                                "entity",
                                "sensor.kitchen",
                                "friendly_name",
                                "Kitchen",
                                "instance",
                                "ha")
                        .at(T, 21));

        SensorHint hint = content.batch().hints().getFirst();
        assertThat(hint.key().key())
                .isEqualTo("prometheus/ha/homeassistant_sensor_temperature_celsius{entity=sensor.kitchen}");
        assertThat(hint.sensorName()).isEqualTo("Kitchen");
        assertThat(content.batch().keys()).containsExactly(hint.key());
    }

    @Test
    void aBadSeriesCostsOnlyItself() throws Exception {
        Content twice = RemoteWrite.parse(
                Series.message(out -> {
                    out.writeRawBytes(Series.one(Series.of("a_celsius").at(T, 1)));
                    out.writeByteArray(1, Series.message(series -> {
                        for (String value : new String[] {"b_celsius", "x", "y"}) {
                            series.writeByteArray(1, Series.message(label -> {
                                label.writeString(1, value.length() > 1 ? "__name__" : "l");
                                label.writeString(2, value);
                            }));
                        }
                        series.writeByteArray(2, new byte[0]);
                        series.writeByteArray(2, new byte[0]);
                    }));
                    out.writeRawBytes(Series.one(Series.of("c_celsius").at(T, 1)));
                }),
                Version.ONE);

        assertThat(Readings.of(twice.batch())).hasSize(2);
        assertThat(Readings.refusals(twice.batch())).containsExactly("1: Series 2 has a label twice.");
        assertThat(twice.passed()).isZero();
    }

    @Test
    void aReferenceToNowhereIsRefused() throws Exception {
        byte[] message = Series.message(out -> {
            out.writeString(4, "");
            out.writeByteArray(5, Series.message(series -> {
                series.writeByteArray(1, new byte[] {0, 1});
                series.writeByteArray(2, new byte[0]);
            }));
            out.writeByteArray(5, Series.message(series -> {
                series.writeByteArray(1, new byte[] {0});
                series.writeByteArray(2, new byte[0]);
            }));
        });

        assertThat(Readings.refusals(RemoteWrite.parse(message, Version.TWO).batch()))
                .containsExactly(
                        "0: Series 1 refers to a symbol that is not there: there are 1.",
                        "1: Series 2 has a label without a value.");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void countsAreBounded(Version version) throws Exception {
        String[] labels = new String[400];
        Arrays.setAll(labels, i -> "l" + i);
        assertThat(Readings.refusals(
                        parse(version, Series.of("t_celsius", labels).at(T, 1)).batch()))
                .containsExactly("0: Series 1 has more than 64 labels.");

        Series many = Series.of("t_celsius");
        for (int i = 0; i < RemoteWrite.MAX_SAMPLES; i++) {
            many.at(T + i, i);
        }
        assertThat(parse(version, many).batch().size()).isEqualTo(RemoteWrite.MAX_SAMPLES);
        assertThatThrownBy(() -> parse(version, many.at(T, 1))).hasMessageContaining("100000 samples");
        byte[] empty = {(byte) (version == Version.ONE ? 10 : 42), 0};
        byte[] series = new byte[2 * RemoteWrite.MAX_SERIES + 2];
        for (int i = 0; i < series.length; i++) {
            series[i] = empty[i % 2];
        }
        assertThatThrownBy(() -> RemoteWrite.parse(series, version)).hasMessageContaining("100000 series");
    }

    @Test
    void theOtherMessageIsEmpty() throws Exception {
        byte[] two = Series.two(Series.of("t_celsius").at(T, 1));

        assertThat(RemoteWrite.parse(two, Version.ONE).batch().size()).isZero();
    }

    @Test
    void randomMessagesComeBack() throws Exception {
        Random random = new Random(13);
        for (int round = 0; round < 300; round++) {
            List<Series> all = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                Series series = Series.of("t" + i + "x_celsius", "instance", "h" + i);
                for (int n = random.nextInt(4); n >= 0; n--) {
                    double value = random.nextGaussian() * 50;
                    long time = T + random.nextInt();
                    series.at(time, value);
                    expected.add("prometheus/h" + i + "/t" + i + "x_celsius temperature " + value + " °C @" + time);
                }
                all.add(series);
            }
            for (Version version : Version.values()) {
                assertThat(Readings.of(
                                parse(version, all.toArray(Series[]::new)).batch()))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void noMutationDoesHarm(Version version) {
        Series[] series = {
            Series.of("node_hwmon_temp_celsius", "instance", "pi", "chip", "x")
                    .at(T, 42.5)
                    .at(T, 43.5),
            Series.of("up", "instance", "pi").at(T, 1).withHistogram(),
            Series.of("room_humidity_ratio", "friendly_name", "ü", "entity", "e")
                    .with(2, "ratio")
                    .at(T, 0.5),
        };
        byte[] whole = version == Version.ONE ? Series.one(series) : Series.two(series);
        int[] read = {0};
        int[] malformed = {0};
        new Mutations(17, List.of(whole), List.of(new byte[] {10}, new byte[] {18, 0}, new byte[] {(byte) 0xFF, 0x7F}))
                .run(6_000, message -> {
                    try {
                        Content content = RemoteWrite.parse(message, version);
                        check(content, message);
                        read[0]++;
                    } catch (MalformedProtoException e) {
                        assertThat(e.getMessage()).endsWith(".").hasSizeLessThan(200);
                        malformed[0]++;
                    }
                });
        assertThat(read[0]).isGreaterThan(500);
        assertThat(malformed[0]).isGreaterThan(500);
    }

    private static void check(Content content, byte[] message) {
        IncomingBatch batch = content.batch();
        assertThat(content.passed()).isNotNegative();
        // A sample has a tag and a length of its own.
        assertThat(batch.size() + content.passed()).isLessThanOrEqualTo(message.length / 2);
        assertThat(batch.refusals().size()).isLessThanOrEqualTo(message.length / 2);
        for (int i = 0; i < batch.size(); i++) {
            double value = batch.value(i);
            boolean ratio = batch.keys().get(batch.key(i)).quantity() == Quantity.HUMIDITY;
            assertThat(value == 0 || ratio || occurs(value, message)).isTrue();
            assertThat(Double.isInfinite(value)).isFalse();
        }
    }

    private static boolean occurs(double value, byte[] message) {
        for (int at = 0; at + 8 <= message.length; at++) {
            long bits = 0;
            for (int i = 7; i >= 0; i--) {
                bits = bits << 8 | (message[at + i] & 0xFF);
            }
            if (Double.compare(Double.longBitsToDouble(bits), value) == 0) {
                return true;
            }
        }
        return false;
    }
}
