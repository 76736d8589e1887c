package io.isotherm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetailsTest {
    private static SensorDetails sensor(
            @Nullable String place,
            List<String> tags,
            String notes,
            @Nullable Double lowest,
            @Nullable Double highest) {
        return new SensorDetails(Standing.ACTIVE, place, tags, notes, lowest, highest, List.of(), null, List.of());
    }

    private static DeviceDetails photo(String link) {
        return new DeviceDetails(Standing.ACTIVE, null, List.of(), "", link, null, null, null, null);
    }

    private static void refused(Runnable making, String says) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says)
                .hasMessageEndingWith(".");
    }

    @Test
    void textsAreBounded() {
        refused(() -> sensor("x".repeat(201), List.of(), "", null, null), "at most 200 characters; this one has 201");
        refused(() -> sensor(" x", List.of(), "", null, null), "spaces");
        refused(() -> sensor("", List.of(), "", null, null), "blank");
        refused(() -> sensor("a\nb", List.of(), "", null, null), "control");
        refused(() -> sensor(null, List.of(), "x".repeat(4_001), null, null), "at most 4000");
        refused(() -> sensor(null, List.of(), "a\u0007", null, null), "control");
        refused(() -> new Site("s", "S", ZoneId.of("UTC"), "x".repeat(4_001), 1), "at most 4000");
        assertThat(sensor("x".repeat(200), List.of(), "a\r\n\tb", null, null).notes())
                .hasSize(5);
    }

    @Test
    void tagsAreFewAndShortAndDistinct() {
        refused(() -> sensor(null, List.of("a", "a"), "", null, null), "twice");
        refused(() -> sensor(null, List.of("a;b"), "", null, null), "semicolon");
        refused(() -> sensor(null, List.of("x".repeat(51)), "", null, null), "at most 50");
        List<String> many = IntStream.range(0, 33).mapToObj(String::valueOf).toList();
        refused(() -> sensor(null, many, "", null, null), "at most 32 tags");
    }

    @Test
    void aRangeHasALowestBelowItsHighest() {
        refused(() -> sensor(null, List.of(), "", 4.0, 4.0), "below");
        refused(() -> sensor(null, List.of(), "", Double.NaN, null), "finite");
        assertThat(sensor(null, List.of(), "", null, -4.0).highest()).isEqualTo(-4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "/photo.jpg",
                "http:",
                "https:///photo.jpg",
                "http://a b/",
                "file:///etc/passwd"
            })
    void aPhotoIsAtAnAddressOfTheWeb(String link) {
        refused(() -> photo(link), "http");
    }

    @Test
    void aPhotosAddressMayHaveAnyPath() {
        assertThat(photo("HTTPS://example.org:8443/a/b.jpg?c=d#e").photo()).startsWith("HTTPS");
    }

    @Test
    void aliasesAreKeys() {
        refused(() -> SensorDetails.NONE.withAliases(List.of("a", "a")), "twice");
        refused(() -> SensorDetails.NONE.withAliases(List.of(" ")), "empty");
        refused(() -> SensorDetails.NONE.withAliases(List.of("x".repeat(201))), "at most 200");
        refused(
                () -> SensorDetails.NONE.withAliases(
                        IntStream.range(0, 51).mapToObj(String::valueOf).toList()),
                "at most 50");
    }

    @Test
    void calibrationsAreSignedAndBounded() {
        Correction offset = new Correction.Offset(1);
        refused(() -> new Calibration(1, 0, "", 0, "why", Unit.KELVIN, offset, null), "signs");
        refused(() -> new Calibration(1, 0, "me", 0, "", Unit.KELVIN, offset, null), "reason");
        refused(() -> new Calibration(0, 0, "me", 0, "why", Unit.KELVIN, offset, null), "number");
        Calibration one = new Calibration(1, 0, "me", 0, "why", Unit.KELVIN, offset, null);
        refused(() -> SensorDetails.NONE.withCalibrations(Collections.nCopies(201, one)), "at most 200");
    }

    @Test
    void aStateIsBoundedWhateverADeviceTells() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("name" + i, "😀".repeat(150));
        }
        DeviceState state = DeviceState.of(1, true, many);
        assertThat(state.attributes()).hasSize(DeviceNote.MAX_ATTRIBUTES);
        assertThat(state.attributes().values()).allMatch(value -> value.equals("😀".repeat(100)));
    }

    @Test
    void aStateKeepsWhatANoteDoesNotSpeakOf() {
        DeviceState known = DeviceState.of(10, true, Map.of("battery", "90 %", "model", "TH"));
        assertThat(known.after(new DeviceNote("d", null, Map.of("battery", "80 %")), 20))
                .isEqualTo(DeviceState.of(20, true, Map.of("battery", "80 %", "model", "TH")));
        assertThat(known.after(new DeviceNote("d", false, Map.of()), 20).online())
                .isFalse();
        assertThat(known.after(new DeviceNote("d", false, Map.of("battery", "99 %", "firmware", "1")), 5))
                .as("one that comes late")
                .isEqualTo(DeviceState.of(10, true, Map.of("battery", "90 %", "model", "TH", "firmware", "1")));
    }
}
