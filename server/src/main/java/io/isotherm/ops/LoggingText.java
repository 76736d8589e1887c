package io.isotherm.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes events for people: {@code 2026-11-24T10:00:00.123+01:00 INFO  Main             Started port=8080}. Only the
 * stack trace of a fault in the program takes further lines, indented, so that none can pass for an event.
 */
final class LoggingText extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final int NAME_WIDTH = 16;
    private static final int CAUSES = 8;
    private static final int FRAMES = 60;

    private final DateTimeFormatter time;

    LoggingText(ZoneId zone) {
        time = TIME.withZone(zone);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        pad(line.append(' '), event.getLevel().toString(), 5);
        String logger = event.getLoggerName();
        pad(line.append(' '), logger.substring(logger.lastIndexOf('.') + 1), NAME_WIDTH);
        LoggingEscape.append(line.append(' '), event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                LoggingEscape.append(line.append(' '), pair.key);
                value(line.append('='), String.valueOf(pair.value));
            }
        }
        line.append('\n');
        trace(line, event.getThrowableProxy());
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void pad(StringBuilder line, String text, int width) {
        line.append(text).repeat(' ', Math.max(0, width - text.length()));
    }

    private static void value(StringBuilder line, String text) {
        boolean plain = !text.isEmpty()
                && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=' || Character.isISOControl(c));
        if (plain) {
            LoggingEscape.append(line, text);
        } else {
            LoggingEscape.append(line.append('"'), text.replace("\\", "\\\\").replace("\"", "\\\""));
            line.append('"');
        }
    }

    private static void trace(StringBuilder line, @Nullable IThrowableProxy thrown) {
        IThrowableProxy each = thrown;
        for (int depth = 0; each != null && depth < CAUSES; depth++, each = each.getCause()) {
            line.append(depth == 0 ? "    " : "    caused by ").append(each.getClassName());
            if (each.getMessage() != null) {
                LoggingEscape.append(line.append(": "), each.getMessage());
            }
            line.append('\n');
            StackTraceElementProxy[] frames = each.getStackTraceElementProxyArray();
            int own = frames == null ? 0 : frames.length - each.getCommonFrames();
            for (int i = 0; i < Math.min(own, FRAMES); i++) {
                line.append("        ").append(frames[i].getSTEAsString()).append('\n');
            }
        }
    }
}
