package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.api.CsvRows.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
    @Test
    void quotesHoldSeparatorsAndLineEndsAndQuotes() {
        assertThat(CsvRows.read("\uFEFFa,b\r\n\"x,\"\"y\"\"\r\nz\",\n\n,2"))
                .containsExactly(
                        new Row(1, List.of("a", "b")),
                        new Row(2, List.of("x,\"y\"\r\nz", "")),
                        new Row(5, List.of("", "2")));
    }

    @Test
    void aFirstLineWithMoreSemicolonsIsOfASpreadsheetThatWritesThem() {
        assertThat(CsvRows.read("a;b\n1,5;2"))
                .containsExactly(new Row(1, List.of("a", "b")), new Row(2, List.of("1,5", "2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n\"b", "a\nb\"c", "a\n\"b\"c"})
    void quotesThatDoNotFitAreNamedByTheirLine(String text) {
        assertThatThrownBy(() -> CsvRows.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Line 2");
    }

    @Test
    void rowsAndFieldsAreBounded() {
        assertThatThrownBy(() -> CsvRows.read("a\n".repeat(CsvRows.MOST_ROWS + 1)))
                .hasMessageContaining("more than 20000 rows");
        assertThatThrownBy(() -> CsvRows.read(",".repeat(CsvRows.MOST_FIELDS)))
                .hasMessageContaining("more than 100 fields");
    }
}
