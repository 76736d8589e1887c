package io.isotherm.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/**
 * The log: one line an event, on standard error; standard output is for what the user asked for. Set up in code: no
 * file is looked for and read at every start, and none on the class path can change it.
 */
public final class Logging {
    /** How an event is written. */
    public enum Format {
        /** For people: time, level, who, what. */
        TEXT,
        /** For programs: a JSON object with a field for each detail. */
        JSON
    }

    /** Libraries that tell at INFO what only their authors want to know. */
    private static final String[] QUIET = {"io.netty", "io.vertx", "org.mongodb"};

    /** Tells, with a stack of calls, of a connection that did not come about; so is its caller told. */
    private static final String SILENT = "io.vertx.redis.client.impl.RedisConnectionManager";

    private Logging() {}

    /** Sets form and least level for all that follows; may be called again. */
    public static void start(Format format, org.slf4j.event.Level level) {
        // Else Vert.x asks the class path what to log with.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            configure(context, format, Level.convertAnSLF4JLevel(level));
        }
    }

    static void configure(LoggerContext context, Format format, Level level) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case TEXT -> new LoggingText(ZoneId.systemDefault());
            case JSON -> new LoggingJson();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        for (String name : QUIET) {
            context.getLogger(name).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        }
        context.getLogger(SILENT).setLevel(Level.OFF);
    }
}
