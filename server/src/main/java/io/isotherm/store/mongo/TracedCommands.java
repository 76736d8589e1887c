package io.isotherm.store.mongo;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.isotherm.trace.Span;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of commands within the span that their thread works for: their names, which are the driver's, and nothing of what
 * is in them. The driver calls it on the thread that waits for the answer.
 */
final class TracedCommands implements CommandListener {
    private final Map<Integer, Span> running = new ConcurrentHashMap<>();

    @Override
    public void commandStarted(CommandStartedEvent event) {
        Span current = Span.current();
        if (current.isKept()) {
            Span span = current.begin("mongodb " + event.getCommandName())
                    .tell("db.system.name", "mongodb")
                    .tell("db.operation.name", event.getCommandName());
            running.put(event.getRequestId(), span);
        }
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        Span span = running.remove(event.getRequestId());
        if (span != null) {
            span.end();
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        Span span = running.remove(event.getRequestId());
        if (span != null) {
            span.fail(event.getThrowable()).end();
        }
    }
}
