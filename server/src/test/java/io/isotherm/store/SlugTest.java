package io.isotherm.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugTest {
    @ParameterizedTest
    @CsvSource({
        "fridge-1, fridge-1",
        "fridge-1/air, fridge-1-air",
        "Fridge 1 / Air, fridge-1-air",
        "Kühlraum, kuhlraum",
        "Straße, strasse",
        "STRASSE, strasse",
        "Ørsted Æther Œuvre, orsted-aether-oeuvre",
        "Łódź, lodz",
        "İstanbul ısı, istanbul-isi",
        "Crème brûlée, creme-brulee",
        "température ① ²³, temperature-1-23",
        "ＦＵＬＬ, full",
        "28-00000a1b2c3d, 28-00000a1b2c3d",
        "-a-, a",
        "a..//__b, a-b",
        "../../etc/passwd, etc-passwd",
        "冷蔵庫, sensor",
        "°%, sensor",
        "---, sensor",
        "K, k",
    })
    void aKeyBecomesTextForAddresses(String key, String slug) {
        assertThat(Slug.of(key, "sensor")).isEqualTo(slug);
    }

    @Test
    void aLongKeyIsCutOff() {
        assertThat(Slug.of("a".repeat(79) + "/" + "b".repeat(100), "x")).isEqualTo("a".repeat(79));
        assertThat(Slug.of("\uFDFA".repeat(200) + "x", "sensor")).isEqualTo("x");
    }
}
