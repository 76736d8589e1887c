package io.isotherm.pipeline;

import io.isotherm.trace.Span;
import org.jspecify.annotations.Nullable;

/** What is told of one message on its way through the pipeline: its wait in the queue, and its commit. */
final class MessageTrace {
    private static final MessageTrace NONE = new MessageTrace(Span.NONE);

    private final Span message;
    private final Span queue;
    private volatile Span commit = Span.NONE;

    private MessageTrace(Span message) {
        this.message = message;
        queue = message.begin("queue");
    }

    /** Of the message that this thread brings in. */
    static MessageTrace begin() {
        Span message = Span.current();
        return message.isKept() ? new MessageTrace(message) : NONE;
    }

    /** What the message's commit is linked to. */
    Span message() {
        return message;
    }

    /** Its wait is over. */
    void committing(Span together) {
        queue.end();
        commit = message.begin("commit").link(together);
    }

    void settled(@Nullable Throwable failure) {
        if (failure != null) {
            commit.fail(failure);
        }
        queue.end();
        commit.end();
    }
}
