package io.isotherm.ingest.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Mutations;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkplugDecoderTest {
    private static final long T = 1_795_512_600_000L;
    private static final int INT_32 = 3;
    private static final int FLOAT = 9;
    private static final int DOUBLE = 10;
    private static final int STRING = 12;

    private final SparkplugDecoder decoder = new SparkplugDecoder();

    private static WireWriter metric(String name, int alias, int datatype) {
        WireWriter metric = new WireWriter().varint(3, T + 5);
        if (!name.isEmpty()) {
            metric.text(1, name);
        }
        if (alias > 0) {
            metric.varint(2, alias);
        }
        return datatype == 0 ? metric : metric.varint(4, datatype);
    }

    private static WireWriter unit(String unit) {
        WireWriter value = new WireWriter().varint(1, STRING).text(8, unit);
        return new WireWriter().text(1, "engUnit").message(2, value);
    }

    private static byte[] payload(int sequence, WireWriter... metrics) {
        WireWriter payload = new WireWriter().varint(1, T);
        for (WireWriter metric : metrics) {
            payload.message(2, metric);
        }
        return (sequence < 0 ? payload : payload.varint(3, sequence)).toBytes();
    }

    private IncomingBatch decode(String topic, byte[] payload) {
        IncomingBatch batch = decoder.decode(topic, payload, T);
        assertThat(batch).isNotNull();
        return batch;
    }

    private void born() {
        decode("spBv1.0/plant/NBIRTH/edge", payload(0, metric("bdSeq", 0, 8).varint(11, 7)));
        decode(
                "spBv1.0/plant/DBIRTH/edge/oven",
                payload(
                        1,
                        metric("Zone/Temp", 1, FLOAT).message(9, unit("°F")).real32(12, 350.5f),
                        metric("Zone/Count", 2, INT_32).varint(10, 5)));
    }

    @Test
    void aBirthTellsNamesUnitsAndTheDevice() {
        IncomingBatch batch = decode(
                "spBv1.0/plant/DBIRTH/edge/oven",
                payload(
                        1,
                        metric("Zone/Temp", 1, FLOAT).message(9, unit("°F")).real32(12, 350.5f),
                        metric("Properties/Hardware Make", 2, STRING).text(15, "ACME"),
                        metric("Properties/FW", 3, STRING).text(15, "1.2"),
                        metric("Battery", 4, INT_32).message(9, unit("%")).varint(10, 91),
                        metric("Node Control/Rebirth", 5, 11).varint(14, 0),
                        metric("Supply Temperature", 6, DOUBLE).varint(7, 1)));

        assertThat(Readings.of(batch))
                .containsExactly("sparkplug/plant/edge/oven/Zone_Temp temperature 350.5 °F @" + (T + 5));
        assertThat(batch.hints()).hasSize(2);
        assertThat(batch.hints().getFirst().sensorName()).isEqualTo("Zone/Temp");
        assertThat(batch.hints().getFirst().deviceName()).isEqualTo("oven");
        assertThat(batch.hints().getFirst().unit()).isEqualTo(Unit.FAHRENHEIT);
        assertThat(batch.notes())
                .containsExactly(new DeviceNote(
                        "sparkplug/plant/edge/oven",
                        true,
                        Map.of(
                                DeviceNote.MANUFACTURER,
                                "ACME",
                                DeviceNote.FIRMWARE,
                                "1.2",
                                DeviceNote.BATTERY,
                                "91 %")));
        assertThat(batch.refusals()).isEmpty();
    }

    @Test
    void dataMeansWhatTheBirthTold() {
        born();

        IncomingBatch batch = decode(
                "spBv1.0/plant/DDATA/edge/oven",
                payload(2, metric("", 1, 0).real32(12, 21.3f), metric("", 2, 0).varint(10, 6)));

        // A float is the decimal number that was meant.
        assertThat(Readings.of(batch))
                .containsExactly("sparkplug/plant/edge/oven/Zone_Temp temperature 21.3 °F @" + (T + 5));
        assertThat(batch.refusals()).isEmpty();
        assertThat(batch.notes()).isEmpty();
    }

    @Test
    void anAliasThatNoBirthToldIsRefused() {
        byte[] data = payload(
                2,
                metric("", 1, 0).real32(12, 21.3f),
                metric("Inlet Temp", 0, FLOAT).real32(12, 5));

        IncomingBatch batch = decode("spBv1.0/plant/DDATA/edge/oven", data);

        assertThat(Readings.refusals(batch))
                .containsExactly(
                        "0: Metric 0, alias 1: it has no name, and no birth told what its alias means. The node is"
                                + " asked for its birth (Node Control/Rebirth) once a minute; one that takes no commands"
                                + " has to be restarted.");
        assertThat(Readings.of(batch))
                .containsExactly("sparkplug/plant/edge/oven/Inlet Temp temperature 5.0 @" + (T + 5));
        born();
        assertThat(decode("spBv1.0/plant/DDATA/edge/oven", data).refusals()).isEmpty();
        // A node that is born again may give the alias to something else.
        decode("spBv1.0/plant/NBIRTH/edge", payload(0));
        assertThat(decode("spBv1.0/plant/DDATA/edge/oven", data).refusals()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 10, 251, -5",
        "1, 10, 4294967291, -5",
        "2, 10, 65531, -5",
        "3, 10, 4294967291, -5",
        "3, 10, 5, 5",
        "4, 11, -5, -5",
        "4, 10, 4294967291, -5",
        "5, 10, 251, 251",
        "6, 10, 65531, 65531",
        "7, 10, 4294967291, 4294967291",
        "7, 11, 4294967291, 4294967291",
        "8, 11, -1, 18446744073709551615",
        "0, 10, 21, 21",
    })
    void wholeNumbersAreReadByTheirType(int datatype, int field, long wire, double expected) {
        IncomingBatch batch = decode(
                "spBv1.0/g/NDATA/n", payload(1, metric("Temp", 0, datatype).varint(field, wire)));

        assertThat(batch.value(0)).isEqualTo(expected);
        assertThat(batch.keys().getFirst().key()).isEqualTo("sparkplug/g/n/Temp");
    }

    @Test
    void whatIsNoNumberIsNoReading() {
        IncomingBatch batch = decode(
                "spBv1.0/g/NDATA/n",
                payload(
                        1,
                        metric("Temp", 0, STRING).text(15, "21"),
                        metric("Temp", 0, 11).varint(14, 1),
                        metric("Temp", 0, 13).varint(11, T),
                        metric("Temp", 0, FLOAT).varint(7, 1).real32(12, 1),
                        metric("Temp", 0, FLOAT),
                        metric("Temp", 0, 16).bytes(17, new byte[0]),
                        metric("Temp", 0, 19).bytes(18, new byte[0]),
                        metric("Temp", 0, DOUBLE).real64(13, Double.NEGATIVE_INFINITY),
                        metric("Temp", 0, 0).varint(10, 4_294_967_291L),
                        metric("Temp", 0, FLOAT).real32(12, Float.NaN)));

        assertThat(Readings.of(batch)).containsExactly("sparkplug/g/n/Temp temperature NaN @" + (T + 5));
        assertThat(Readings.refusals(batch))
                .containsExactly(
                        "7: Metric 7, \"Temp\": the value is infinite.",
                        "8: Metric 8, \"Temp\": it has no data type, and without one the number 4294967291 could be a"
                                + " negative one.");
    }

    @Test
    void anotherTypeThanInTheBirthIsRefused() {
        born();

        assertThat(Readings.refusals(decode(
                        "spBv1.0/plant/DDATA/edge/oven",
                        payload(2, metric("", 1, INT_32).varint(10, 6)))))
                .hasSize(1)
                .first()
                .asString()
                .contains("had 9 in the birth");
    }

    @Test
    void aDeathTakesTheNodeAndItsDevicesOffline() {
        born();

        IncomingBatch stale = decode(
                "spBv1.0/plant/NDEATH/edge", payload(-1, metric("bdSeq", 0, 8).varint(11, 6)));
        assertThat(stale.notes()).isEmpty();
        IncomingBatch death = decode(
                "spBv1.0/plant/NDEATH/edge", payload(-1, metric("bdSeq", 0, 8).varint(11, 7)));
        assertThat(death.notes())
                .containsExactlyInAnyOrder(
                        new DeviceNote("sparkplug/plant/edge", false, Map.of()),
                        new DeviceNote("sparkplug/plant/edge/oven", false, Map.of()));
        assertThat(decode("spBv1.0/plant/DDEATH/edge/oven", payload(3)).notes())
                .containsExactly(new DeviceNote("sparkplug/plant/edge/oven", false, Map.of()));
        assertThat(death.size()).isZero();
    }

    @Test
    void missedMessagesAreNoted() {
        born();
        assertThat(decode("spBv1.0/plant/DDATA/edge/oven", payload(2)).notes()).isEmpty();

        assertThat(decode("spBv1.0/plant/DDATA/edge/oven", payload(9)).notes())
                .containsExactly(new DeviceNote(
                        "sparkplug/plant/edge/oven", null, Map.of("sequence", "messages were missed before number 9")));
        for (int sequence = 10; sequence < 600; sequence++) {
            assertThat(decode("spBv1.0/plant/NDATA/edge", payload(sequence & 0xFF))
                            .notes())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spBv1.0/STATE/host",
                "spBv1.0/g/NCMD/n",
                "spBv1.0/g/DCMD/n/d",
                "spBv1.0/g/DDATA/n",
                "spBv1.0/g/NDATA/n/d",
                "spBv1.0//NDATA/n",
                "spBv1.0/g",
                "spBv1.0/",
                "spBv1.0/g/DDATA/n/d/e",
            })
    void otherTopicsOfItHaveNothingToSay(String topic) {
        IncomingBatch batch = decode(topic, payload(1, metric("Temp", 0, FLOAT).real32(12, 1)));

        assertThat(batch.size()).isZero();
        assertThat(batch.refusals()).isEmpty();
    }

    @Test
    void otherMakesAreOthers() {
        assertThat(decoder.decode("zigbee2mqtt/a", new byte[0], T)).isNull();
        assertThat(decoder.decode("spBv2.0/g/NDATA/n", new byte[0], T)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "DEFLATE", ""})
    void aCompressedPayloadIsRead(String algorithm) throws IOException {
        byte[] inner = payload(1, metric("Temp", 0, FLOAT).real32(12, 4.5f));

        assertThat(Readings.of(decode("spBv1.0/g/NDATA/n", compressed(inner, algorithm))))
                .containsExactly("sparkplug/g/n/Temp temperature 4.5 @" + (T + 5));
    }

    @Test
    void aBombIsRefused() throws IOException {
        byte[] bomb = compressed(new byte[50_000_000], "GZIP");
        assertThat(bomb.length).isLessThan(100_000);

        assertThat(Readings.refusals(decode("spBv1.0/g/NDATA/n", bomb)))
                .hasSize(1)
                .first()
                .asString()
                .contains("2000000 bytes");
        byte[] twice = compressed(compressed(payload(1), "GZIP"), "GZIP");
        assertThat(Readings.refusals(decode("spBv1.0/g/NDATA/n", twice)))
                .containsExactly("0: A compressed payload is within a compressed payload.");
        assertThat(Readings.refusals(decode("spBv1.0/g/NDATA/n", compressed(payload(1), "LZ4"))))
                .containsExactly("0: A payload may be compressed with GZIP or DEFLATE, not with \"LZ4\".");
    }

    private static byte[] compressed(byte[] inner, String algorithm) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream =
                algorithm.equals("GZIP") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            stream.write(inner);
        }
        WireWriter payload = new WireWriter().text(4, "SPBV1.0_COMPRESSED").bytes(5, packed.toByteArray());
        return (algorithm.isEmpty()
                        ? payload
                        : payload.message(2, metric("algorithm", 0, STRING).text(15, algorithm)))
                .toBytes();
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int node = 0; node < 3_000; node++) {
            decode("spBv1.0/g/NBIRTH/n" + node, payload(0, metric("Temp", 1, FLOAT)));
        }
        assertThat(decoder.births().nodes()).isEqualTo(Births.MAX_NODES);

        WireWriter[] many = new WireWriter[SparkplugPayload.MAX_METRICS];
        for (int i = 0; i < many.length; i++) {
            many[i] = metric("m" + i, i + 1, FLOAT);
        }
        byte[] large = payload(0, many);
        for (int node = 0; node < 30; node++) {
            decode("spBv1.0/g/NBIRTH/large" + node, large);
        }
        assertThat(decoder.births().size()).isLessThanOrEqualTo(Births.MAX_METRICS);
        // The last ones are those that are known.
        byte[] data = payload(1, metric("", 1, 0).real32(12, 1));
        assertThat(decode("spBv1.0/g/NDATA/large29", data).refusals()).isEmpty();
        assertThat(decode("spBv1.0/g/NDATA/n0", data).refusals()).hasSize(1);
        // Nor can one node fill it.
        for (int device = 0; device < 3; device++) {
            decode("spBv1.0/g/DBIRTH/large29/d" + device, large);
        }
        assertThat(decoder.births().size()).isLessThanOrEqualTo(Births.MAX_METRICS);
        assertThat(decode("spBv1.0/g/DBIRTH/large29/e", payload(4, metric("Temp", 1, FLOAT)))
                        .refusals())
                .hasSize(1);
        assertThat(decode("spBv1.0/g/NDATA/n", payload(0, concat(many)))
                        .refusals()
                        .getFirst()
                        .detail())
                .contains("10000 metrics");
    }

    private static WireWriter[] concat(WireWriter[] metrics) {
        WireWriter[] more = java.util.Arrays.copyOf(metrics, metrics.length + 1);
        more[metrics.length] = metric("one more", 0, FLOAT);
        return more;
    }

    @Test
    void keysThatAreNoneAreRefused() {
        byte[] data = payload(
                1,
                metric("x".repeat(190) + "/Temp", 0, FLOAT).real32(12, 1),
                metric("a\nb/Temp", 0, FLOAT).real32(12, 1));

        assertThat(decode("spBv1.0/g/NDATA/n", data).refusals()).hasSize(2);
        assertThat(Readings.refusals(decode("spBv1.0/" + "g".repeat(300) + "/NDATA/n", data)))
                .containsExactly("0: The names of group, node and device are too long, or no names.");
    }

    @Test
    void noMutationDoesHarm() {
        byte[] birth = payload(
                0,
                metric("bdSeq", 0, 8).varint(11, 7),
                metric("Zone/Temp", 1, FLOAT).message(9, unit("°F")).real32(12, 350.5f),
                metric("Battery", 2, INT_32).message(9, unit("%")).varint(10, 91));
        byte[] data = payload(
                1,
                metric("", 1, 0).real32(12, 21.25f),
                metric("Temp", 0, INT_32).varint(10, 6));
        String[] types = {"NBIRTH/n", "NDATA/n", "DBIRTH/n/d", "DDATA/n/d", "NDEATH/n", "DDEATH/n/d"};
        int[] round = {0};
        int[] readings = {0};
        new Mutations(23, List.of(birth, data), List.of(new byte[] {18}, new byte[] {0x52, 0}, new byte[] {(byte) 0xFF
                }))
                .run(10_000, payload -> {
                    IncomingBatch batch = decode("spBv1.0/g/" + types[round[0]++ % types.length], payload);
                    assertThat(batch.size() + batch.refusals().size()).isLessThanOrEqualTo(payload.length / 2 + 1);
                    batch.refusals()
                            .forEach(refusal ->
                                    assertThat(refusal.detail()).endsWith(".").hasSizeLessThan(400));
                    readings[0] += batch.size();
                    for (int i = 0; i < batch.size(); i++) {
                        assertThat(Double.isInfinite(batch.value(i))).isFalse();
                    }
                });
        assertThat(readings[0]).isGreaterThan(500);
        assertThat(decoder.births().size()).isLessThan(Births.MAX_OF_NODE);
    }
}
