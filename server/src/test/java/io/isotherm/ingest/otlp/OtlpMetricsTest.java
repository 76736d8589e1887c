package io.isotherm.ingest.otlp;

import static io.isotherm.ingest.otlp.Export.gauge;
import static io.isotherm.ingest.otlp.Export.real;
import static io.isotherm.ingest.otlp.Export.request;
import static io.isotherm.ingest.otlp.Export.resource;
import static io.isotherm.ingest.otlp.Export.sum;
import static io.isotherm.ingest.otlp.Export.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Mutations;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.otlp.OtlpMetrics.Content;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpMetricsTest {
    private static final long T = 1_795_512_600_123L;
    private static final WireWriter HOST = resource("host.name", "shed", "service.name", "probes");

    private static final String JSON = """
            {"resourceMetrics":[{"scopeMetrics":[{"scope":{"name":"s"},"metrics":[
              {"gauge":{"dataPoints":[
                {"asDouble":21.5,"timeUnixNano":"1795512600123456789","attributes":[
                  {"key":"room","value":{"stringValue":"Küche"}},{"key":"n","value":{"intValue":"3"}}],"new":{"a":[1]}},
                {"asInt":"-4","timeUnixNano":1795512600123456789},
                {"asDouble":"NaN","flags":1}]},
               "unit":"Cel","name":"hw.temperature"},
              {"name":"requests","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"asInt":"7"}]}},
              {"name":"latency","histogram":{"dataPoints":[{"count":"1","bucketCounts":["1"]}],"aggregationTemporality":1}}]}],
              "resource":{"attributes":[{"key":"host.name","value":{"stringValue":"shed"}}]}}],"unknown":null}
            """;

    private static IncomingBatch parse(byte[] message) throws MalformedProtoException {
        return OtlpMetrics.parse(message).batch();
    }

    @Test
    void whatIsAQuantityIsKeptAndTheRestIsCounted() throws Exception {
        Content content = OtlpMetrics.parse(request(
                HOST,
                gauge("hw.temperature", "Cel", real(21.5, "room", "a", "hw.name", "Probe 1"), whole(-4)),
                gauge("hw.temperature.limit", "Cel", real(90)),
                gauge("room.humidity", "1", real(0.57)),
                sum("level.temperature", "[degF]", 2, false, real(70.1)),
                sum("delta.temperature", "K", 1, false, real(1)),
                sum("requests", "1", 2, true, whole(7)),
                new WireWriter().text(1, "latency").message(9, Export.points(new WireWriter(), new WireWriter())),
                new WireWriter().text(1, "nothing")));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "otlp/probes/shed/hw.temperature{hw.name=Probe 1,room=a} temperature 21.5 °C @" + T,
                        "otlp/probes/shed/hw.temperature temperature -4.0 °C @" + T,
                        "otlp/probes/shed/room.humidity humidity 57.0 % @" + T,
                        "otlp/probes/shed/level.temperature temperature 70.1 °F @" + T);
        assertThat(content.passed()).isEqualTo(5);
        assertThat(content.batch().refusals()).isEmpty();
        assertThat(content.batch().hints().getFirst().sensorName()).isEqualTo("Probe 1");
        assertThat(content.batch().hints().getFirst().deviceName()).isEqualTo("shed");
        assertThat(content.batch().hints().getFirst().unit()).isEqualTo(Unit.CELSIUS);
        assertThat(content.batch().hints()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "device.id=d1 host.name=h service.instance.id=x, otlp/d1",
        "host.name=h service.name=s service.namespace=n service.instance.id=x, otlp/n/s/h",
        "host.id=i host.name=, otlp/i",
        "service.name=s service.instance.id=x, otlp/s/x",
        "telemetry.sdk.name=python, otlp",
    })
    void theResourceTellsTheDevice(String attributes, String device) throws Exception {
        String[] named = Arrays.stream(attributes.split(" ", -1))
                .flatMap(pair -> Arrays.stream(pair.split("=", -1)))
                .toArray(String[]::new);

        assertThat(parse(request(resource(named), gauge("t", "Cel", real(1))))
                        .keys()
                        .getFirst()
                        .device())
                .isEqualTo(device);
    }

    @Test
    void theResourceDescribesTheDevice() throws Exception {
        WireWriter resource =
                resource("device.id", "d1", "device.manufacturer", "ACME", "device.model.identifier", "T\n9");

        assertThat(parse(request(resource, gauge("t", "Cel", real(1)))).notes())
                .containsExactly(new DeviceNote(
                        "otlp/d1", null, Map.of(DeviceNote.MANUFACTURER, "ACME", DeviceNote.MODEL, "T\uFFFD9")));
        assertThat(parse(request(resource, gauge("other", "By", real(1)))).notes())
                .isEmpty();
    }

    @Test
    void aRatioThatIsNoPercentageAnyMoreIsRefused() throws Exception {
        Content content = OtlpMetrics.parse(request(HOST, gauge("room.humidity", "1", real(1e307), real(0.5))));

        assertThat(Readings.of(content.batch())).hasSize(1);
        assertThat(Readings.refusals(content.batch())).containsExactly("0: \"room.humidity\" has an infinite value.");
    }

    @Test
    void aPointWithoutAValueIsNoReading() throws Exception {
        WireWriter noRecorded =
                new WireWriter().fixed64(3, Export.NANOS).real64(4, 1).varint(8, 1);
        Content content = OtlpMetrics.parse(request(
                HOST,
                gauge(
                        "temperature",
                        "Cel",
                        noRecorded,
                        new WireWriter().fixed64(3, Export.NANOS),
                        real(Double.POSITIVE_INFINITY),
                        real(Double.NaN),
                        // Zero is a value, and is on the wire.
                        new WireWriter().real64(4, 0))));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "otlp/probes/shed/temperature temperature NaN °C @" + T,
                        "otlp/probes/shed/temperature temperature 0.0 °C");
        assertThat(Readings.refusals(content.batch()))
                .containsExactly(
                        "1: \"temperature\" has a data point without a value.",
                        "2: \"temperature\" has an infinite value.");
        assertThat(content.passed()).isEqualTo(1);
    }

    @Test
    void aUnitThatIsNotKnownIsRefusedPointByPoint() throws Exception {
        Content content = OtlpMetrics.parse(request(HOST, gauge("temperature", "furlong", real(1), real(2))));

        assertThat(Readings.refusals(content.batch())).hasSize(2).allMatch(text -> text.contains("\"furlong\""));
        assertThat(content.passed()).isZero();
    }

    @Test
    void attributesOfEveryKindTellSensorsApart() throws Exception {
        WireWriter point = real(1);
        point.message(7, new WireWriter().text(1, "b").message(2, new WireWriter().varint(2, 1)));
        point.message(7, new WireWriter().text(1, "d").message(2, new WireWriter().real64(4, 1.5)));
        point.message(7, new WireWriter().text(1, "i").message(2, new WireWriter().varint(3, -1)));
        point.message(7, new WireWriter().text(1, "x").message(2, new WireWriter().bytes(7, new byte[] {1, -1})));
        point.message(7, new WireWriter().text(1, "none"));

        assertThat(parse(request(resource(), gauge("t", "Cel", point)))
                        .keys()
                        .getFirst()
                        .key())
                .isEqualTo("otlp/t{b=true,d=1.5,i=-1,none=,x=01ff}");
    }

    @Test
    void countsAreBounded() throws Exception {
        String[] attributes = new String[200];
        Arrays.setAll(attributes, i -> "a" + i);
        assertThat(Readings.refusals(parse(request(HOST, gauge("t", "Cel", real(1, attributes))))))
                .containsExactly("0: \"t\" has a data point with more than 64 attributes.");

        WireWriter many = new WireWriter();
        for (int i = 0; i <= OtlpMetrics.MAX_POINTS; i++) {
            many.bytes(1, new byte[0]);
        }
        byte[] histogram = request(HOST, new WireWriter().text(1, "h").message(9, many));
        assertThatThrownBy(() -> OtlpMetrics.parse(histogram)).hasMessageContaining("100000 data points");
    }

    @Test
    void jsonIsReadAsTheSame() throws Exception {
        Content content = OtlpMetrics.parse(OtlpJson.toProto(JSON.getBytes(UTF_8)));

        assertThat(Readings.of(content.batch()))
                .containsExactly(
                        "otlp/shed/hw.temperature{n=3,room=Küche} temperature 21.5 °C @" + T,
                        "otlp/shed/hw.temperature temperature -4.0 °C @" + T);
        assertThat(content.passed()).isEqualTo(3);
        assertThat(OtlpJson.toProto("{}".getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resourceMetrics\":[{]} | Line 1, column",
                "[] | Line 1, column 1: expected an object",
                "{} {} | Line 1, column 4: there is more after the end.",
                "{\"resourceMetrics\":[1]} | Line 1, column 21: expected an object.",
                "{\"resourceMetrics\":{\"resource\":{\"attributes\":[{\"key\":5}]}}} | In \"key\": expected text.",
                "{\"resourceMetrics\":[],\"resourceMetrics\":[]} | Duplicate",
                "'' | Line 1",
            })
    void whatIsNoSuchJsonIsAnErrorWithItsPlace(String json, String expected) {
        assertThatThrownBy(() -> OtlpJson.toProto(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "asDouble, true",
        "asDouble, '\"1,5\"'",
        "asDouble, '\"0x10\"'",
        "asInt, 1.5",
        "asInt, '\"9999999999999999999999\"'",
        "timeUnixNano, '\"2026-01-01T00:00:00Z\"'",
        "flags, '\"NO_RECORDED_VALUE\"'",
    })
    void aValueOfAnotherKindIsAnError(String field, String value) {
        String json = "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":[{\"" + field
                + "\":" + value + "}]}}]}]}]}";

        assertThatThrownBy(() -> OtlpJson.toProto(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedProtoException.class)
                .hasMessageContaining("In \"" + field + "\": expected ");
    }

    @Test
    void noMutationDoesHarm() {
        byte[] message = request(
                HOST,
                gauge("hw.temperature", "Cel", real(21.5, "room", "ü"), whole(-4)),
                gauge("humidity", "1", real(0.5)),
                sum("level.temperature", "K", 2, false, real(280)));
        run(
                new Mutations(
                        5, List.of(message), List.of(new byte[] {10}, new byte[] {33, 0}, new byte[] {(byte) 0xFF})),
                false);
        run(
                Mutations.ofText(
                        5,
                        List.of(JSON),
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        "null",
                        "NaN",
                        "1e999",
                        "-",
                        "\\ud800",
                        "9".repeat(30)),
                true);
    }

    private static void run(Mutations mutations, boolean json) {
        int[] read = {0};
        int[] malformed = {0};
        mutations.run(5_000, body -> {
            try {
                byte[] message = json ? OtlpJson.toProto(body) : body;
                assertThat(message.length).isLessThanOrEqualTo(body.length);
                Content content = OtlpMetrics.parse(message);
                assertThat(content.passed()).isNotNegative();
                assertThat(content.batch().size() + content.passed()).isLessThanOrEqualTo(body.length / 2);
                for (int i = 0; i < content.batch().size(); i++) {
                    double value = content.batch().value(i);
                    boolean ratio =
                            content.batch().keys().get(content.batch().key(i)).quantity() == Quantity.HUMIDITY;
                    assertThat(json || ratio || occurs(value, body)).isTrue();
                }
                read[0]++;
            } catch (MalformedProtoException e) {
                assertThat(e.getMessage()).endsWith(".").hasSizeLessThan(400);
                malformed[0]++;
            }
        });
        assertThat(read[0]).isGreaterThan(500);
        assertThat(malformed[0]).isGreaterThan(500);
    }

    private static boolean occurs(double value, byte[] message) {
        for (int at = 0; at + 8 <= message.length; at++) {
            long bits = 0;
            for (int i = 7; i >= 0; i--) {
                bits = bits << 8 | (message[at + i] & 0xFF);
            }
            if (Double.compare(Double.longBitsToDouble(bits), value) == 0 || (double) bits == value) {
                return true;
            }
        }
        return false;
    }
}
