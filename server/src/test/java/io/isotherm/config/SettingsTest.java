package io.isotherm.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    /** Others rely on these: path, flag, environment, default, default of the demo. */
    private static final String ALL = """
            data                      --data             ISOTHERM_DATA             ./data             ./data/demo
            store                     --store            ISOTHERM_STORE            embedded           embedded
            spool                     --spool            ISOTHERM_SPOOL            512MB              512MB
            broker                    --broker           ISOTHERM_BROKER           local              local
            roles                     --roles            ISOTHERM_ROLES            ingest,live,worker ingest,live,worker
            retention.readings        --keep-readings    ISOTHERM_KEEP_READINGS    forever            forever
            retention.summaries       --keep-summaries   ISOTHERM_KEEP_SUMMARIES   forever            forever
            pipeline.queue-limit      --queue-limit      ISOTHERM_QUEUE_LIMIT      1000000            1000000
            ingest.unknown            --ingest-unknown   ISOTHERM_INGEST_UNKNOWN   by-address         by-address
            listen                    --listen           ISOTHERM_LISTEN           127.0.0.1          127.0.0.1
            http.port                 --http-port        ISOTHERM_HTTP_PORT        8080               8080
            mqtt.port                 --mqtt-port        ISOTHERM_MQTT_PORT        1883               1883
            mqtt.tls-port             --mqtt-tls-port    ISOTHERM_MQTT_TLS_PORT    0                  0
            mqtt.cert                 --mqtt-cert        ISOTHERM_MQTT_CERT        -                  -
            mqtt.key                  --mqtt-key         ISOTHERM_MQTT_KEY         -                  -
            mqtt.broker               --mqtt-broker      ISOTHERM_MQTT_BROKER      -                  -
            mqtt.topics               --mqtt-topics      ISOTHERM_MQTT_TOPICS      -                  -
            mqtt.share                --mqtt-share       ISOTHERM_MQTT_SHARE       -                  -
            security.admin-token-file --admin-token-file ISOTHERM_ADMIN_TOKEN_FILE -                  -
            security.metrics-token-file --metrics-token-file ISOTHERM_METRICS_TOKEN_FILE -                  -
            security.allowed-hosts    --allowed-hosts    ISOTHERM_ALLOWED_HOSTS    -                  -
            security.trusted-proxies  --trusted-proxies  ISOTHERM_TRUSTED_PROXIES  -                  -
            limit.readings            --limit-readings   ISOTHERM_LIMIT_READINGS   auto               auto
            limit.bytes               --limit-bytes      ISOTHERM_LIMIT_BYTES      auto               auto
            limit.burst               --limit-burst      ISOTHERM_LIMIT_BURST      10s                10s
            drain                     --drain            ISOTHERM_DRAIN            5s                 5s
            ingest.line.rules         --line-rules       ISOTHERM_LINE_RULES       -                  -
            log.format                --log              ISOTHERM_LOG              text               text
            log.level                 --log-level        ISOTHERM_LOG_LEVEL        info               info
            traces.endpoint           --traces-endpoint  ISOTHERM_TRACES_ENDPOINT  -                  -
            traces.headers            --traces-headers   ISOTHERM_TRACES_HEADERS   -                  -
            traces.sample             --traces-sample    ISOTHERM_TRACES_SAMPLE    1                  1
            traces.service            --traces-service   ISOTHERM_TRACES_SERVICE   isotherm           isotherm
            host.sensors              --host-sensors     ISOTHERM_HOST_SENSORS     on                 off
            host.interval             --host-interval    ISOTHERM_HOST_INTERVAL    5s                 5s
            host.root                 --host-root        ISOTHERM_HOST_ROOT        /                  /
            simulate.enabled          --simulate         ISOTHERM_SIMULATE         off                on
            simulate.sensors          --sensors          ISOTHERM_SENSORS          0                  0
            simulate.rate             --rate             ISOTHERM_RATE             0                  0
            simulate.seed             --seed             ISOTHERM_SEED             1                  1
            replay.file               --replay           ISOTHERM_REPLAY           -                  -
            replay.times              --replay-times     ISOTHERM_REPLAY_TIMES     now                now
            replay.speed              --replay-speed     ISOTHERM_REPLAY_SPEED     1                  1
            replay.unit               --replay-unit      ISOTHERM_REPLAY_UNIT      °C                 °C
            replay.sensor             --replay-sensor    ISOTHERM_REPLAY_SENSOR    -                  -
            """;

    @Test
    void everyNameAndEveryDefaultIsAsPromised() {
        List<List<String>> declared = new ArrayList<>();
        for (Setting<?> setting : Settings.ALL) {
            declared.add(List.of(
                    setting.path(),
                    setting.flag(),
                    setting.env(),
                    dash(setting.defaultText(Mode.RUN)),
                    dash(setting.defaultText(Mode.DEMO))));
        }
        assertThat(declared)
                .containsExactlyElementsOf(
                        ALL.lines().map(line -> List.of(line.split(" +"))).toList());
    }

    @Test
    void everySettingSaysWhatItIsAndWhatItMayBe() {
        assertThat(Settings.ALL).allSatisfy(setting -> {
            assertThat(setting.comment()).isNotBlank().doesNotEndWith(".").doesNotContain("\n");
            assertThat(setting.allowed()).isNotBlank().doesNotContain("\n");
            assertThat(setting.group()).isNotBlank();
        });
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
