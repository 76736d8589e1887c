package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Mutations;
import io.isotherm.model.IncomingBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever arrives: no exception, no reading out of nothing, nothing without bounds. */
class LineParserFuzzTest {
    private static final List<String> SEEDS = List.of(
            "temp,host=a,sensor=coretemp temp=45 1795500000000000000\n",
            "°C,domain=sensor,entity_id=kitchen friendly_name_str=\"Küche, \\\"links\\\"\",value=21.4 1795500000000000000",
            "environment,device=esp1 temperature=21.4,humidity=40i,on=true\r\n# comment\r\n\r\nm\\ n,a\\,b=c\\=d v\\ w=1e3\n",
            "m s=\"one\ntwo v=9\n\",v=1u 1795500000000000000\nm v=-0.000123,w=NaN\n");

    private static final String[] PIECES = {
        " ",
        ",",
        "=",
        "\"",
        "\\",
        "\n",
        "\r\n",
        "#",
        "=\"",
        "\",",
        "1",
        "-",
        ".",
        "e",
        "i",
        "u",
        "nan",
        "inf",
        "true",
        "1e999",
        "99999999999999999999",
        "\u0000",
        "\uFEFF",
        "\\ ",
        "\\\\",
        ",v=1",
        " v=2",
        "m v=3\n",
        "x".repeat(300)
    };

    @Test
    void noMutationDoesHarm() {
        LineParser parser = new LineParser(LineRules.NONE, 200_000);
        int[] read = {0};
        int[] refused = {0};
        Mutations.ofText(20_261_127, SEEDS, PIECES).run(60_000, body -> {
            IncomingBatch batch = parser.parse(body, body.length, Precision.NANOSECONDS);
            check(batch, body);
            read[0] += batch.size();
            refused[0] += batch.refusals().size();
        });
        assertThat(read[0]).isGreaterThan(20_000);
        assertThat(refused[0]).isGreaterThan(5_000);
    }

    private static void check(IncomingBatch batch, byte[] body) {
        String text = new String(body, UTF_8);
        int lines = (int) text.chars().filter(c -> c == '\n').count() + 1;
        // A reading has an equals sign and a digit of its own, or is NaN.
        assertThat(batch.size())
                .isLessThanOrEqualTo((int) text.chars().filter(c -> c == '=').count());
        assertThat(batch.refusals().size()).isLessThanOrEqualTo(lines);
        assertThat(batch.keys().size()).isLessThanOrEqualTo(batch.size());
        int before = -1;
        for (IncomingBatch.Refusal refusal : batch.refusals()) {
            assertThat(refusal.item()).isGreaterThan(before).isLessThan(lines);
            assertThat(refusal.detail()).endsWith(".").hasSizeLessThan(500);
            before = refusal.item();
        }
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.item(i)).isBetween(0, lines - 1);
            assertThat(Double.isInfinite(batch.value(i))).isFalse();
            double value = batch.value(i);
            assertThat(
                            Double.isNaN(value)
                                    ? text.toLowerCase(java.util.Locale.ROOT).contains("nan")
                                    : occurs(value, text))
                    .as("%s in %s", value, text)
                    .isTrue();
            assertThat(batch.time(i) == IncomingBatch.NO_TIME || batch.time(i) >= 946_684_800_000L)
                    .isTrue();
        }
    }

    // Whether some text after an equals sign is that number.
    private static boolean occurs(double value, String text) {
        for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
            int end = at + 1;
            while (end < text.length() && "+-.0123456789eE".indexOf(text.charAt(end)) >= 0) {
                end++;
            }
            try {
                // An integer has no negative zero: -0i is 0.
                if (Double.parseDouble(text.substring(at + 1, end)) == value) {
                    return true;
                }
            } catch (NumberFormatException _) {
                // Not this one.
            }
        }
        return false;
    }
}
