package io.isotherm.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
    @TempDir
    Path cwd;

    @Test
    void theTableHasEverySettingWithValueAndSource() {
        Loaded loaded = load(Map.of("--http-port", "9000", "--replay-sensor", "a \"b\""));
        String table = Listing.table(loaded);
        assertThat(table.lines()).hasSize(Settings.ALL.size() + 1);
        assertThat(table)
                .containsPattern("(?m)^SETTING +VALUE +SOURCE$")
                .containsPattern("(?m)^http\\.port +9000 +flag --http-port$")
                .containsPattern("(?m)^replay\\.file +- +default$")
                .containsPattern("(?m)^replay\\.sensor +a \"b\" +flag --replay-sensor$");
        int source = table.lines().findFirst().orElseThrow().indexOf("SOURCE");
        assertThat(table.lines()).allMatch(line -> line.charAt(source - 1) == ' ' && line.charAt(source) != ' ');
    }

    @Test
    void theYamlOfDefaultsGivesDefaults() throws IOException {
        Loaded loaded = load(Map.of());
        Files.writeString(cwd.resolve("isotherm.yaml"), Listing.yaml(loaded));
        assertThat(load(Map.of())).isEqualTo(loaded);
    }

    @Test
    void theYamlOfAnyValuesGivesTheSame() throws IOException {
        Map<String, String> flags = Map.ofEntries(
                Map.entry("--data", "with space: #1"),
                Map.entry("--listen", "::1"),
                Map.entry("--http-port", "0"),
                Map.entry("--mqtt-port", "auto"),
                Map.entry("--simulate", "on"),
                Map.entry("--sensors", "7"),
                Map.entry("--seed", "-1"),
                Map.entry("--allowed-hosts", "a.example,b.example"),
                Map.entry("--trusted-proxies", "10.0.0.0/8,::1"),
                Map.entry("--replay-unit", "%"),
                Map.entry("--replay-sensor", "quo\"ted\\key"),
                Map.entry("--spool", "off"),
                Map.entry("--keep-readings", "400d"),
                Map.entry("--keep-summaries", "10y"),
                Map.entry("--queue-limit", "1234"));
        Loaded loaded = load(flags);
        Files.writeString(cwd.resolve("isotherm.yaml"), Listing.yaml(loaded));
        assertThat(load(Map.of()).config()).isEqualTo(loaded.config());
    }

    @Test
    void theYamlNamesEverySettingOnceWithWhatItMayBe() {
        String yaml = Listing.yaml(load(Map.of()));
        assertThat(Settings.ALL)
                .allSatisfy(setting -> assertThat(yaml)
                        .contains(setting.comment())
                        .contains("# Value: " + setting.allowed() + ". Flag: " + setting.flag() + ". Environment: "
                                + setting.env() + "."));
    }

    @Test
    void passwordsAreNotShown() {
        Loaded loaded = load(Map.of(
                "--store",
                "mongodb://me:s3cret@a:27017,b/isotherm?tls=true&tlsCertificateKeyFilePassword=s3cret&w=majority"));
        assertThat(Listing.table(loaded) + Listing.yaml(loaded) + loaded.config())
                .contains("mongodb://***@a:27017,b/isotherm?tls=true&tlsCertificateKeyFilePassword=***&w=majority")
                .doesNotContain("s3cret");
    }

    private Loaded load(Map<String, String> flags) {
        return Loader.load(Mode.RUN, flags, null, Map.of(), cwd);
    }
}
