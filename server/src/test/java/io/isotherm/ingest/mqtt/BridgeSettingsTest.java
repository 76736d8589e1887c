package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeSettingsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "mqtt://broker, broker, 1883, false, -, -",
                "mqtt://broker:1884/, broker, 1884, false, -, -",
                "mqtts://broker.example.org, broker.example.org, 8883, true, -, -",
                "mqtt://u:p@h, h, 1883, false, u, p",
                "mqtt://u@h, h, 1883, false, u, -",
                "mqtt://u:@h, h, 1883, false, u, ''",
                "mqtts://u%40x:p%3A%2F+@[::1]:9, ::1, 9, true, u@x, p:/+",
            })
    void aUrlIsTakenApart(String url, String host, int port, boolean tls, String user, String password) {
        BridgeSettings settings = BridgeSettings.parse(url);
        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
        assertThat(settings.tls()).isEqualTo(tls);
        assertThat(settings.user()).isEqualTo(user);
        assertThat(settings.password()).isEqualTo(password);
        assertThat(settings.session()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.client()).isNull();
    }

    @Test
    void itsOptionsToo() {
        BridgeSettings settings =
                BridgeSettings.parse("mqtts://h?client=a.b-c_1&session=90m&ca=/ca.pem&cert=/c.pem&key=/k%20k.pem");
        assertThat(settings.client()).isEqualTo("a.b-c_1");
        assertThat(settings.session()).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.authority()).isEqualTo(Path.of("/ca.pem"));
        assertThat(settings.certificate()).isEqualTo(Path.of("/c.pem"));
        assertThat(settings.key()).isEqualTo(Path.of("/k k.pem"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mqtt:// | must be mqtt://",
                "mqtt://h:0 | has a port that is not from 1 to 65535",
                "mqtt://h:70000 | has a port that is not from 1 to 65535",
                "mqtt://u:p:secret@h | must be mqtt://",
                "mqtt://u:sec/ret@h | must be mqtt://",
                "mqtt://h/topic | must be mqtt://",
                "mqtt://h?secret | has an option that is not known; there are ca, cert, client, key, session",
                "mqtt://h?client= | has a client that is not made of 1 to 64 letters",
                "mqtt://h?client=a&client=b | has the option client twice, or without a value",
                "mqtt://h?session=1d | has a session that is not a whole number with s, m or h, from 0s to 720h",
                "mqtt://h?session=721h | has a session that is not a whole number with s, m or h, from 0s to 720h",
                "mqtts://h?cert=a | must have both of cert and key, or none",
                "mqtts://h?ca= | has a file without a name",
                "mqtt://u:%zz@h | has a % that is not followed by two hexadecimal digits",
            })
    void whatIsWrongWithAUrlIsSaidWithoutThePassword(String url, String problem) {
        assertThatThrownBy(() -> BridgeSettings.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(problem)
                .message()
                .doesNotContain("secret")
                .doesNotContain("sec/ret");
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(BridgeSettings.parse("mqtt://u:secret@h")).asString().doesNotContain("secret");
    }
}
