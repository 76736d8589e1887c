package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTimeTest {
    private static String read(DateForm form, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        CsvTime time = new CsvTime(form, '.');
        if (!time.parse(bytes, 0, bytes.length)) {
            return "no";
        }
        String local = Instant.ofEpochMilli(time.local()).toString().replace("Z", "");
        return time.isZoned() ? local + ZoneOffset.ofTotalSeconds(time.offset()) : local;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "YMD | 2014-02-19 15:25:00 | 2014-02-19T15:25:00",
                "YMD | 2014-02-19T15:25 | 2014-02-19T15:25:00",
                "YMD | 2014-02-19 15:25:00.125 | 2014-02-19T15:25:00.125",
                "YMD | 2014-02-19 15:25:00,1259 | 2014-02-19T15:25:00.125",
                "YMD | 2014/2/9 5:07 PM | 2014-02-09T17:07:00",
                "YMD | 2014.02.19. 15:25 | no",
                "YMD | 2014-02-19 | 2014-02-19T00:00:00",
                "YMD | 14-02-19 15:25 | 2014-02-19T15:25:00",
                "YMD | 20140219T152530 | 2014-02-19T15:25:30",
                "YMD | 20140219 1525 | 2014-02-19T15:25:00",
                "YMD | 2014 Feb 19 15:25 | 2014-02-19T15:25:00",
                "YMD | 2014-02-19T15:25:00Z | 2014-02-19T15:25:00Z",
                "YMD | 2014-02-19 15:25:00 UTC | 2014-02-19T15:25:00Z",
                "YMD | 2014-02-19T15:25:00-05:30 | 2014-02-19T15:25:00-05:30",
                "YMD | 2014-02-19T15:25:00+0200 | 2014-02-19T15:25:00+02:00",
                "YMD | 2014-02-19 15:25 GMT+2 | 2014-02-19T15:25:00+02:00",
                "YMD | 2014-02-19 24:00 | 2014-02-20T00:00:00",
                "DMY | 19.02.2014 15:25 | 2014-02-19T15:25:00",
                "DMY | 19. 2. 2014 15:25 | 2014-02-19T15:25:00",
                "DMY | 19/02/14 03:25:01 pm | 2014-02-19T15:25:01",
                "DMY | 19-Feb-2014 15:25 | 2014-02-19T15:25:00",
                "DMY | 19 Okt 2014, 15:25 | 2014-10-19T15:25:00",
                "DMY | 1/1/70 0:00 | 1970-01-01T00:00:00",
                "DMY | 1/1/69 0:00 | 2069-01-01T00:00:00",
                "DMY | 29/02/2024 12:00 a.m. | 2024-02-29T00:00:00",
                "MDY | 02/19/2014 12:25 AM | 2014-02-19T00:25:00",
                "MDY | 2/19/14 12:25:00 PM | 2014-02-19T12:25:00",
                "MDY | Feb 19, 2014 15:25 | 2014-02-19T15:25:00",
                "MDY | February 19 2014 15:25 | 2014-02-19T15:25:00",
                "EPOCH_S | 1392823500 | 2014-02-19T15:25:00Z",
                "EPOCH_S | 1392823500.25 | 2014-02-19T15:25:00.250Z",
                "EPOCH_MS | 1392823500000 | 2014-02-19T15:25:00Z",
                "EPOCH_US | 1392823500000000 | 2014-02-19T15:25:00Z",
                "EPOCH_NS | 1392823500000000000 | 2014-02-19T15:25:00Z",
                "EXCEL | 41689.642361111 | 2014-02-19T15:25:00",
                "EXCEL | 41689 | 2014-02-19T00:00:00",
                "YMD | 2014-02-30 15:25:00 | no",
                "YMD | 2014-13-01 15:25:00 | no",
                "YMD | 2014-02-19 25:25:00 | no",
                "YMD | 2014-02-19 15:60 | no",
                "YMD | 2014-02-19 13:25 PM | no",
                "YMD | 2014-02-19 15:25 CET | no",
                "YMD | 2014-02-19 15:25 +25:00 | no",
                "YMD | 19.02.2014 15:25 | no",
                "YMD | yesterday | no",
                "YMD | 2014-02-19 warm | no",
                "YMD | 1392823500 | no",
                "DMY | 02/19/2014 12:25 | no",
                "DMY | 29/02/2023 12:00 | no",
                "MDY | 19/02/2014 12:25 | no",
                "EPOCH_S | 99999999999999999999 | no",
                "EPOCH_MS | soon | no",
            })
    void timesAreReadInTheirForm(DateForm form, String text, String expected) {
        assertThat(read(form, text)).isEqualTo(expected);
    }

    @Test
    void everyDayAndMinuteIsReadAsTheCalendarHasIt() {
        Random random = new Random(5);
        DateTimeFormatter[] formats = {
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"),
            DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss"),
            DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US)
        };
        DateForm[] forms = {DateForm.YMD, DateForm.DMY, DateForm.MDY};
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime time =
                    LocalDateTime.ofEpochSecond(random.nextLong(-10_000_000_000L, 200_000_000_000L), 0, ZoneOffset.UTC);
            if (time.getYear() < 1_000 || time.getYear() > 9_998) {
                continue;
            }
            for (int form = 0; form < 3; form++) {
                byte[] bytes = time.format(formats[form]).getBytes(UTF_8);
                CsvTime read = new CsvTime(forms[form], '.');
                assertThat(read.parse(bytes, 0, bytes.length))
                        .as(new String(bytes, UTF_8))
                        .isTrue();
                assertThat(read.local()).isEqualTo(time.toEpochSecond(ZoneOffset.UTC) * 1_000);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DMY | 19.02.2014 | 15:25 | 2014-02-19T15:25:00",
                "MDY | 2/19/2014 | 3:25:10 PM | 2014-02-19T15:25:10",
                "YMD | 2014-02-19 00:00:00 | 15:25 | 2014-02-19T15:25:00",
                "YMD | 2014-02-19 10:00:00 | 15:25 | no",
                "YMD | 2014-02-19 | 15:25:00+01:00 | 2014-02-19T15:25:00+01:00",
                "EXCEL | 41689 | 0.642361111 | 2014-02-19T15:25:00",
                "EXCEL | 41689 | 15:25 | 2014-02-19T15:25:00",
                "YMD | 2014-02-19 | noon | no",
            })
    void aDateAndATimeOfDayAreOneTime(DateForm form, String date, String clock, String expected) {
        byte[] bytes = (date + clock).getBytes(UTF_8);
        int split = date.getBytes(UTF_8).length;
        CsvTime time = new CsvTime(form, '.');
        String read = !time.parse(bytes, 0, split, split, bytes.length)
                ? "no"
                : Instant.ofEpochMilli(time.local()).toString().replace("Z", "")
                        + (time.isZoned()
                                ? ZoneOffset.ofTotalSeconds(time.offset()).toString()
                                : "");
        assertThat(read).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"dd.MM.yyyy HH:mm,DMY", "M/d/yy h:mm a,MDY", "yyyy-MM-dd'T'HH:mm:ss,YMD", "dmy,DMY", "EPOCH-S,EPOCH_S"})
    void aFormHasANameAndIsToldByAPattern(String text, DateForm form) {
        assertThat(DateForm.of(text)).isEqualTo(form);
    }
}
