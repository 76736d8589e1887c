package io.isotherm.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/33"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // A stranger's word counts for nothing.
                "203.0.113.9   | 198.51.100.1                           | 203.0.113.9",
                "11.0.0.1      | 198.51.100.1                           | 11.0.0.1",
                "10.1.2.3      | 198.51.100.1                           | 198.51.100.1",
                "192.0.2.7     | 198.51.100.1                           | 198.51.100.1",
                "192.0.2.8     | 198.51.100.1                           | 192.0.2.8",
                "2001:db8:1::1 | 2001:db8:8000::1                       | 2001:db8:8000:0:0:0:0:1",
                "::ffff:10.0.0.1 | 198.51.100.1                         | 198.51.100.1",
                // What was there before the first proxy came is the client's own invention.
                "10.1.2.3      | 10.9.9.9, 198.51.100.1                 | 198.51.100.1",
                "10.1.2.3      | 1.2.3.4, 198.51.100.1, 10.4.4.4        | 198.51.100.1",
                "10.1.2.3      | 10.5.5.5, 10.4.4.4                     | 10.5.5.5",
                // What cannot be read ends the walk at the last one that could.
                "10.1.2.3      | 198.51.100.1, unknown                  | 10.1.2.3",
                "10.1.2.3      | 198.51.100.1, <script>, 10.4.4.4       | 10.4.4.4",
                "10.1.2.3      | ''                                     | 10.1.2.3",
                "10.1.2.3      | -                                      | 10.1.2.3",
                "unknown       | 198.51.100.1                           | unknown",
            })
    void theClientIsTheLastOneThatIsNoTrustedProxy(String peer, @Nullable String forwarded, String client) {
        assertThat(proxies.client(peer, forwarded == null ? List.of() : List.of(forwarded)))
                .isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(proxies.client("10.1.2.3", List.of("1.2.3.4", "198.51.100.1, 10.4.4.4")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void withoutProxiesNobodysWordIsTaken() {
        assertThat(TrustedProxies.NONE.client("127.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aLongForgeryIsNotWalked() {
        String hops = "198.51.100.1" + ", 10.4.4.4".repeat(1_000);
        assertThat(proxies.client("10.1.2.3", List.of(hops))).isEqualTo("10.4.4.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "::/129", "10.0.0.0/x", "", "/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TrustedProxies.of(List.of(text)));
    }
}
