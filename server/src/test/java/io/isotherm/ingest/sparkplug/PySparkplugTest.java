package io.isotherm.ingest.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Python;
import io.isotherm.ingest.Readings;
import io.isotherm.model.IncomingBatch;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another's library makes: pysparkplug, with the packages of ISOTHERM_TEST_PYTHONPATH. */
class PySparkplugTest {
    private static final String PROGRAM = """
            import pysparkplug as sp
            D = sp.DataType
            def metric(name, datatype, value, alias=None):
                return sp.Metric(1795512600000, name, datatype, value=value, alias=alias)
            def show(topic, payload):
                print(topic, payload.encode().hex())
            show("NBIRTH/edge", sp.NBirth(1795512600000, 0, (metric("bdSeq", D.UINT64, 3),)))
            show("DBIRTH/edge/rack", sp.DBirth(1795512600000, 1, (
                metric("Inlet Temp", D.FLOAT, 21.3, 1), metric("Outlet Temp", D.INT16, -5, 2),
                metric("Room/Humidity", D.UINT8, 40, 3), metric("Name", D.STRING, "rack 1", 4),
                metric("Cold Temp", D.INT64, -20, 5), metric("On", D.BOOLEAN, True, 6))))
            show("DDATA/edge/rack", sp.DData(1795512600000, 2, (
                metric(None, D.FLOAT, 22.7, 1), metric(None, D.INT16, -6, 2), metric(None, D.INT64, -21, 5),
                metric(None, D.DOUBLE, 4.25, 9))))
            show("DDEATH/edge/rack", sp.DDeath(1795512600000, 3))
            """;

    @Test
    void itsBirthsAndDataAreRead() throws Exception {
        SparkplugDecoder decoder = new SparkplugDecoder();
        List<String> readings = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> states = new ArrayList<>();
        for (String line : Python.run(PROGRAM)) {
            String[] parts = line.split(" ", 2);
            int slash = parts[0].indexOf('/');
            String topic = "spBv1.0/lab/" + parts[0].substring(0, slash) + parts[0].substring(slash);
            IncomingBatch batch = decoder.decode(topic, HexFormat.of().parseHex(parts[1]), 0);
            assertThat(batch).isNotNull();
            readings.addAll(Readings.of(batch));
            refusals.addAll(Readings.refusals(batch));
            batch.notes().forEach(note -> states.add(note.device() + " " + note.online()));
        }

        String time = " @1795512600000";
        assertThat(readings)
                .containsExactly(
                        "sparkplug/lab/edge/rack/Inlet Temp temperature 21.3" + time,
                        "sparkplug/lab/edge/rack/Outlet Temp temperature -5.0" + time,
                        "sparkplug/lab/edge/rack/Room_Humidity humidity 40.0" + time,
                        "sparkplug/lab/edge/rack/Cold Temp temperature -20.0" + time,
                        "sparkplug/lab/edge/rack/Inlet Temp temperature 22.7" + time,
                        "sparkplug/lab/edge/rack/Outlet Temp temperature -6.0" + time,
                        "sparkplug/lab/edge/rack/Cold Temp temperature -21.0" + time);
        assertThat(refusals).hasSize(1).first().asString().startsWith("3: Metric 3, alias 9: ");
        assertThat(states)
                .containsExactly(
                        "sparkplug/lab/edge true", "sparkplug/lab/edge/rack true", "sparkplug/lab/edge/rack false");
    }
}
