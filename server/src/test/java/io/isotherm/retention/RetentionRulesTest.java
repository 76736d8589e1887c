package io.isotherm.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.Retention;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionRulesTest {
    private static final long NOW = 1_795_500_000_000L;
    private static final Keep YEAR = new Keep(365, null);
    private static final Keep QUARTER = new Keep(90, 3_650);
    private static final Keep DAY = new Keep(1, 1);

    private static Sensor sensor(int number, @Nullable String site) {
        return new Sensor(
                number, "s-" + number, "s/" + number, "S", "s", site, Quantity.TEMPERATURE, Unit.CELSIUS, null, 1);
    }

    private static long daysAgo(int days) {
        return NOW - Duration.ofDays(days).toMillis();
    }

    @Test
    void aSensorsRuleCountsBeforeItsSitesAndThatBeforeTheDefault() {
        RetentionRules rules = RetentionRules.NONE
                .withSite("pharmacy", QUARTER)
                .withSensor(2, DAY)
                .withSensor(4, Keep.FOREVER);
        Retention retention = rules.at(
                NOW,
                YEAR,
                List.of(
                        sensor(1, "pharmacy"),
                        sensor(2, "pharmacy"),
                        sensor(3, null),
                        sensor(4, "pharmacy"),
                        sensor(5, "elsewhere")));

        assertThat(retention.readingsBefore(1)).isEqualTo(daysAgo(90));
        assertThat(retention.summariesBefore(1)).isEqualTo(daysAgo(3_650));
        assertThat(retention.readingsBefore(2)).isEqualTo(daysAgo(1));
        assertThat(retention.summariesBefore(2)).isEqualTo(daysAgo(1));
        assertThat(retention.readingsBefore(3)).isEqualTo(daysAgo(365));
        assertThat(retention.summariesBefore(3)).isEqualTo(Long.MIN_VALUE);
        assertThat(retention.readingsBefore(4)).isEqualTo(Long.MIN_VALUE);
        assertThat(retention.readingsBefore(5)).isEqualTo(daysAgo(365));
    }

    @Test
    void nothingOfAnUnknownSensorIsTooOld() {
        Retention retention = RetentionRules.NONE.at(NOW, DAY, List.of(sensor(1, null)));
        assertThat(retention.readingsBefore(2)).isEqualTo(Long.MIN_VALUE);
        assertThat(retention.summariesBefore(2)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aRuleThatIsTakenAwayCountsNoMore() {
        RetentionRules rules = RetentionRules.NONE
                .withSite("a", DAY)
                .withSensor(1, DAY)
                .withoutSite("a")
                .withoutSensor(1);
        assertThat(rules.sites()).isEmpty();
        assertThat(rules.sensors()).isEmpty();
        assertThat(rules.version()).isEqualTo(4);
        assertThat(rules.withoutSite("a").withoutSensor(1)).isSameAs(rules);
    }

    @ParameterizedTest
    @CsvSource({"0,", "-1,", "36501,", ",0", ",36501", ",1", "2,1"})
    void whatCannotBeKeptIsRefused(@Nullable Integer readings, @Nullable Integer summaries) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Keep(readings, summaries));
    }

    @Test
    void rulesAreKeptAsTheyAre() {
        RetentionRules rules = RetentionRules.NONE
                .withSite("pharmacy", QUARTER)
                .withSite("b", Keep.FOREVER)
                .withSensor(7, YEAR);
        assertThat(RulesJson.read(RulesJson.write(rules))).isEqualTo(rules);
        assertThat(RulesJson.write(RetentionRules.NONE.withSensor(7, QUARTER)))
                .isEqualTo("{\"version\":1,\"sites\":{},"
                        + "\"sensors\":{\"7\":{\"readingsDays\":90,\"summariesDays\":3650}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"version\":1,\"sites\":{}}",
                "{\"version\":\"1\",\"sites\":{},\"sensors\":{}}",
                "{\"version\":1,\"sites\":{},\"sensors\":{\"x\":{\"readingsDays\":1,\"summariesDays\":1}}}",
                "{\"version\":1,\"sites\":{\"a\":{\"readingsDays\":1}},\"sensors\":{}}",
                "{\"version\":1,\"sites\":{\"a\":{\"readingsDays\":1.5,\"summariesDays\":null}},\"sensors\":{}}",
                "{\"version\":1,\"sites\":{\"a\":{\"readingsDays\":0,\"summariesDays\":null}},\"sensors\":{}}",
                "{\"version\":1,\"sites\":{\"a\":{\"readingsDays\":4294967297,\"summariesDays\":null}},\"sensors\":{}}",
            })
    void rulesThatCannotBeReadAreNotGuessed(String text) {
        MemoryCatalogStore store = new MemoryCatalogStore();
        store.setting("retention", text);
        RetentionPolicy policy = new RetentionPolicy(store, DAY);
        assertThatThrownBy(() -> policy.at(NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nothing is dropped");
        assertThatThrownBy(() -> policy.change(rules -> rules.withSensor(1, DAY)))
                .isInstanceOf(StoreException.class);
        assertThat(store.setting("retention")).contains(text);
    }

    @Test
    void noChangeIsLostToAnotherOneAtTheSameTime() {
        MemoryCatalogStore store = new MemoryCatalogStore();
        RetentionPolicy policy = new RetentionPolicy(store, Keep.FOREVER);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                pool.execute(() -> policy.change(rules -> rules.withSensor(number, DAY)));
            }
        }
        assertThat(policy.rules().sensors()).hasSize(200);
        assertThat(policy.rules().version()).isEqualTo(200);
        assertThat(new RetentionPolicy(store, YEAR).rules())
                .as("as another process reads them")
                .isEqualTo(policy.rules());
    }
}
