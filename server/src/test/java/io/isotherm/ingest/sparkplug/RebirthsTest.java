package io.isotherm.ingest.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.ingest.vendor.Command;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a node is asked for its birth. */
class RebirthsTest {
    private static final long T = 1_795_512_600_000L;
    private static final long MINUTE = 60_000;

    private final SparkplugDecoder decoder = new SparkplugDecoder();

    private static byte[] payload(int alias, String name) {
        WireWriter metric = new WireWriter().varint(2, alias).varint(4, 9).real32(12, 4.5f);
        return new WireWriter()
                .varint(1, T)
                .message(2, name.isEmpty() ? metric : metric.text(1, name))
                .toBytes();
    }

    private @Nullable Command reply(String topic, byte[] payload, long now) {
        decoder.decode(topic, payload, now);
        return decoder.reply(topic, now);
    }

    private void born(String node) {
        assertThat(reply("spBv1.0/plant/NBIRTH/" + node, payload(1, "Temp"), T)).isNull();
    }

    private @Nullable Command data(String node, int alias, long now) {
        return reply("spBv1.0/plant/NDATA/" + node, payload(alias, ""), now);
    }

    @Test
    void theCommandIsAsTheSpecificationHasIt() throws MalformedProtoException {
        Command command = data("edge", 1, T + 7);
        assertThat(command).isNotNull();
        assertThat(command.topic()).isEqualTo("spBv1.0/plant/NCMD/edge");
        SparkplugPayload payload = SparkplugPayload.parse(command.payload());
        assertThat(payload.time()).isEqualTo(T + 7);
        SparkplugMetric metric = payload.metrics().getFirst();
        assertThat(metric.name()).isEqualTo("Node Control/Rebirth");
        assertThat(metric.datatype()).isEqualTo(11);
        assertThat(metric.value()).isEqualTo(new SparkplugMetric.Value.Bool(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NDATA/edge", "DDATA/edge/oven", "DBIRTH/edge/oven"})
    void whatNoBirthOfTheNodeWasHeardBeforeIsAskedAbout(String topic) {
        Command command = reply("spBv1.0/plant/" + topic, payload(1, "Temp"), T);
        assertThat(command).isNotNull();
        assertThat(command.topic()).isEqualTo("spBv1.0/plant/NCMD/edge");
    }

    @Test
    void aNodeThatWasBornIsNotAskedUntilItSaysWhatItsBirthDidNotTell() {
        born("edge");
        assertThat(data("edge", 1, T)).isNull();
        assertThat(data("edge", 2, T)).isNotNull();
        assertThat(reply("spBv1.0/plant/DDATA/edge/oven", payload(1, ""), T + MINUTE))
                .as("a device that was not born")
                .isNotNull();
    }

    @Test
    void itIsAskedOnceAMinute() {
        assertThat(data("edge", 1, T)).isNotNull();
        assertThat(data("edge", 1, T + 1)).isNull();
        assertThat(data("other", 1, T + 2)).as("each for itself").isNotNull();
        assertThat(data("edge", 1, T + MINUTE - 1)).isNull();
        assertThat(data("edge", 1, T + MINUTE)).isNotNull();
        assertThat(data("edge", 1, T)).as("a clock that was set back").isNotNull();
    }

    @Test
    void deathsAndOthersTopicsAskForNothing() {
        assertThat(reply("spBv1.0/plant/NDEATH/edge", payload(1, "bdSeq"), T)).isNull();
        assertThat(reply("spBv1.0/plant/DDEATH/edge/oven", payload(1, ""), T)).isNull();
        assertThat(reply("spBv1.0/plant/NCMD/edge", payload(1, ""), T)).isNull();
        assertThat(reply("spBv1.0/STATE/host", payload(1, ""), T)).isNull();
    }

    @Test
    void onlySoManyAreAskedInAMinute() {
        int asked = 0;
        for (int node = 0; node < 3 * Births.MAX_NODES; node++) {
            asked += data("n" + node, 1, T) == null ? 0 : 1;
        }
        assertThat(asked).isEqualTo(Births.MAX_NODES);
        assertThat(data("late", 1, T + MINUTE)).isNotNull();
    }

    @Test
    void whereBirthsDoNotAllFitNoneIsAskedFor() {
        for (int node = 0; node <= Births.MAX_NODES; node++) {
            born("n" + node);
        }
        assertThat(data("n0", 1, T))
                .as("it was forgotten, and would push out another")
                .isNull();
    }
}
