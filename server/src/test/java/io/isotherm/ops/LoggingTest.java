package io.isotherm.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

@Isolated("takes standard error away")
class LoggingTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)";

    @AfterEach
    void asBefore() {
        Logging.start(Logging.Format.TEXT, Level.INFO);
    }

    @Test
    void anEventIsOneLineOfText() {
        assertThat(text(log -> log.info("Started port={} data={}", 8080, "/srv")))
                .singleElement()
                .asString()
                .matches(TIME + " INFO  Kitchen          Started port=8080 data=/srv");
    }

    @Test
    void keyValuePairsFollowTheMessage() {
        assertThat(text(log -> log.atWarn()
                        .addKeyValue("sensor", "fridge 1")
                        .addKeyValue("age", 90)
                        .addKeyValue("what", "a=\"b\"")
                        .addKeyValue("nothing", (Object) null)
                        .addKeyValue("empty", "")
                        .log("Stale")))
                .singleElement()
                .asString()
                .endsWith(
                        "WARN  Kitchen          Stale sensor=\"fridge 1\" age=90 what=\"a=\\\"b\\\"\" nothing=null empty=\"\"");
    }

    @Test
    void textFromOutsideForgesNoLineAndSteersNoTerminal() {
        String evil = "x\r\n2026-01-01T00:00:00.000Z INFO  Main forged\u001b[2J\u0085\u2028\u202e\t";
        for (Logging.Format format : Logging.Format.values()) {
            assertThat(captured(
                            format,
                            Level.INFO,
                            log -> log.atInfo().addKeyValue("topic\nname", evil).log("Refused what={}", evil)))
                    .singleElement()
                    .asString()
                    .doesNotContain("\u001b", "\u0085");
        }
        assertThat(text(log -> log.info("{}", evil)))
                .singleElement()
                .asString()
                .endsWith("x\\r\\n2026-01-01T00:00:00.000Z INFO  Main forged\\u001b[2J\\u0085\\u2028\\u202e\\t");
    }

    @Test
    void aFaultOfTheProgramShowsItsCausesIndented() {
        Exception cause = new IOException("disk\nfull");
        List<String> lines = text(log -> log.error("Commit failed", new IllegalStateException("no", cause)));
        assertThat(lines.getFirst()).endsWith("ERROR Kitchen          Commit failed");
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.startsWith("    "))
                .anyMatch(line -> line.equals("    java.lang.IllegalStateException: no"))
                .anyMatch(line -> line.equals("    caused by java.io.IOException: disk\\nfull"))
                .anyMatch(line -> line.contains("at io.isotherm.ops.LoggingTest"));
    }

    @Test
    void anEventIsOneJsonObjectWithAFieldForEachDetail() throws IOException {
        JsonNode event = json(log -> log.atInfo()
                .addKeyValue("port", 8080)
                .addKeyValue("ratio", 0.5)
                .addKeyValue("broken", Double.NaN)
                .addKeyValue("on", true)
                .addKeyValue("none", (Object) null)
                .addKeyValue("unit", "°C")
                .addKeyValue("level", "mine")
                .addKeyValue("port", "again")
                .log("Started\nnow"));
        assertThat(event.get("time").asText()).matches(TIME).endsWith("Z");
        assertThat(event.get("level").asText()).isEqualTo("INFO");
        assertThat(event.get("logger").asText()).isEqualTo("io.isotherm.test.Kitchen");
        assertThat(event.get("thread").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(event.get("message").asText()).isEqualTo("Started\nnow");
        assertThat(event.get("port").intValue()).isEqualTo(8080);
        assertThat(event.get("ratio").doubleValue()).isEqualTo(0.5);
        assertThat(event.get("broken").asText()).isEqualTo("NaN");
        assertThat(event.get("on").booleanValue()).isTrue();
        assertThat(event.get("none").isNull()).isTrue();
        assertThat(event.get("unit").asText()).isEqualTo("°C");
        assertThat(event.get("field.level").asText()).isEqualTo("mine");
        assertThat(event.has("exception")).isFalse();
    }

    @Test
    void aStackTraceIsAFieldOfTheObject() throws IOException {
        JsonNode event = json(log -> log.error("Commit failed", new IllegalStateException("no")));
        assertThat(event.get("exception").asText())
                .startsWith("java.lang.IllegalStateException: no")
                .contains("LoggingTest");
    }

    @Test
    void aVeryLongMessageIsCut() throws IOException {
        String flood = "y".repeat(1_000_000);
        assertThat(text(log -> log.info(flood)))
                .singleElement()
                .asString()
                .hasSizeLessThan(17_000)
                .endsWith("… (983616 more characters)");
        assertThat(json(log -> log.info(flood)).get("message").asText()).hasSizeLessThan(17_000);
    }

    @Test
    void onlyTheWantedLevelsAreLogged() {
        Consumer<Logger> all = log -> {
            log.trace("t");
            log.debug("d");
            log.info("i");
            log.warn("w");
            log.error("e");
        };
        assertThat(captured(Logging.Format.TEXT, Level.ERROR, all)).hasSize(1);
        assertThat(captured(Logging.Format.TEXT, Level.INFO, all)).hasSize(3);
        assertThat(captured(Logging.Format.TEXT, Level.TRACE, all)).hasSize(5);
    }

    @Test
    void librariesLogHereAndOnlyWhatMatters() {
        List<String> lines = captured(Logging.Format.TEXT, Level.DEBUG, log -> {
            io.netty.util.internal.logging.InternalLogger netty =
                    io.netty.util.internal.logging.InternalLoggerFactory.getInstance("io.netty.handler.Test");
            netty.info("chatter");
            netty.warn("netty warns");
            io.vertx.core.internal.logging.Logger vertx =
                    io.vertx.core.internal.logging.LoggerFactory.getLogger("io.vertx.Test");
            vertx.info("chatter");
            vertx.warn("vertx warns");
        });
        assertThat(lines).noneMatch(line -> line.contains("chatter"));
        assertThat(lines).anyMatch(line -> line.matches(TIME + " WARN  Test +netty warns"));
        assertThat(lines).anyMatch(line -> line.matches(TIME + " WARN  Test +vertx warns"));
    }

    private static List<String> text(Consumer<Logger> told) {
        return captured(Logging.Format.TEXT, Level.INFO, told);
    }

    private static JsonNode json(Consumer<Logger> told) throws IOException {
        List<String> lines = captured(Logging.Format.JSON, Level.INFO, told);
        assertThat(lines).hasSize(1);
        return new ObjectMapper().readTree(lines.getFirst());
    }

    private static List<String> captured(Logging.Format format, Level level, Consumer<Logger> told) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            Logging.start(format, level);
            told.accept(LoggerFactory.getLogger("io.isotherm.test.Kitchen"));
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
