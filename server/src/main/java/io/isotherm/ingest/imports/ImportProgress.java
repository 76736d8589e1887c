package io.isotherm.ingest.imports;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far an import is. Written by the import's thread, read by any. */
public final class ImportProgress {
    /** So many refused items are kept with their reasons; the rest is only counted. */
    public static final int MOST_REASONS = 100;

    private final String id;
    private final String name;
    private final long total;
    private final long started;
    private final List<Reason> reasons = new ArrayList<>();
    private State state = State.RUNNING;
    private long ended;
    private long bytes;
    private long rows;
    private long empty;
    private long kept;
    private long refused;
    private int sensors;
    private @Nullable Long added;
    private @Nullable String failure;

    /** Where an import is. */
    public enum State {
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    /**
     * Why something is not kept.
     *
     * @param line from 1
     */
    public record Reason(long line, String detail) {}

    /**
     * All of it at one moment.
     *
     * @param total bytes of the file; 0 where that is not known
     * @param started epoch milliseconds
     * @param ended likewise; 0 while it runs
     * @param bytes read so far
     * @param rows read so far, without those before the first
     * @param empty rows among them without a value
     * @param kept readings that are durable
     * @param refused rows and values that are not kept
     * @param added readings that were not there before; null while it runs
     * @param failure why it ended early, for people; null where it did not
     */
    public record Snapshot(
            String id,
            String name,
            State state,
            long total,
            long started,
            long ended,
            long bytes,
            long rows,
            long empty,
            long kept,
            long refused,
            int sensors,
            @Nullable Long added,
            @Nullable String failure,
            List<Reason> reasons) {}

    ImportProgress(String id, String name, long total, long started) {
        this.id = id;
        this.name = name;
        this.total = total;
        this.started = started;
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(
                id,
                name,
                state,
                total,
                started,
                ended,
                bytes,
                rows,
                empty,
                kept,
                refused,
                sensors,
                added,
                failure,
                List.copyOf(reasons));
    }

    String id() {
        return id;
    }

    synchronized void read(long newBytes, long newRows, long newEmpty) {
        bytes = newBytes;
        rows = newRows;
        empty = newEmpty;
    }

    synchronized void kept(int count) {
        kept += count;
    }

    synchronized void met() {
        sensors++;
    }

    synchronized void refuse(long line, String detail) {
        refused++;
        if (reasons.size() < MOST_REASONS) {
            reasons.add(new Reason(line, detail));
        }
    }

    synchronized void added(long count) {
        added = count;
    }

    synchronized void end(State newState, long now, @Nullable String why) {
        state = newState;
        ended = now;
        failure = why;
    }
}
