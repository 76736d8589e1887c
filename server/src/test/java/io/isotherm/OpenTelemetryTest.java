package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Python;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK of OpenTelemetry in Python exports to the real program. */
class OpenTelemetryTest {
    /** Prints whether the export succeeded. ISOTHERM_TEST_PYTHONPATH has its packages. */
    private static final String PROGRAM = """
            import sys
            from opentelemetry.exporter.otlp.proto.http import Compression
            from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
            from opentelemetry.metrics import Observation
            from opentelemetry.sdk.metrics import MeterProvider
            from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
            from opentelemetry.sdk.resources import Resource

            exporter = OTLPMetricExporter(endpoint=sys.argv[1] + "/v1/metrics", compression=Compression.Gzip)
            reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3600000)
            resource = Resource.create({"host.name": "shed", "service.name": "probes"})
            provider = MeterProvider(metric_readers=[reader], resource=resource)
            meter = provider.get_meter("probes")
            meter.create_gauge("hw.temperature", unit="Cel").set(4.31, {"room": "cellar"})
            meter.create_observable_gauge(
                "room.humidity", unit="%", callbacks=[lambda _: [Observation(40, {"room": "cellar"})]])
            meter.create_up_down_counter("tank.temperature", unit="[degF]").add(70)
            meter.create_counter("requests").add(1)
            meter.create_histogram("latency", unit="s").record(0.2)
            print(provider.force_flush())
            provider.shutdown()
            """;

    @TempDir
    Path folder;

    @Test
    void whatTheSdkExportsIsThere() throws Exception {
        try (TestServer server = TestServer.start(folder)) {
            List<String> said = Python.run(PROGRAM, server.address().toString());

            assertThat(said).containsExactly("True");
            assertThat(server.latest().stream()
                            .map(JsonObject.class::cast)
                            .map(item -> item.getString("key") + " " + item.getDouble("v")))
                    .containsExactlyInAnyOrder(
                            "otlp/probes/shed/hw.temperature{room=cellar} 4.31",
                            "otlp/probes/shed/room.humidity{room=cellar} 40.0",
                            "otlp/probes/shed/tank.temperature 70.0");
        }
    }
}
