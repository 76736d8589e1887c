package io.isotherm.ingest.imports;

import io.isotherm.http.ProblemException;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.csv.CsvFormat;
import io.isotherm.ingest.imports.ImportProgress.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The imports that run, at most {@value #MOST} at a time, and the last {@value #REMEMBERED} that ended. */
public final class Imports implements AutoCloseable {
    static final int MOST = 4;
    private static final int REMEMBERED = 32;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

    private final Intake intake;
    private final KnownSensors known;
    private final InstantSource clock;
    // Oldest first.
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<String, ImportProgress> ended = new LinkedHashMap<>();
    private boolean closed;

    /** How an import begins: with the format that is to be read, found out perhaps from the file itself. */
    interface Opening {
        /** @throws IOException when the file cannot be read */
        Opened open() throws IOException;
    }

    /** A file and how it is read. */
    record Opened(InputStream file, CsvFormat format) {}

    private record Running(ImportProgress progress, Thread thread) {}

    public Imports(Intake intake, KnownSensors known, InstantSource clock) {
        this.intake = intake;
        this.known = known;
        this.clock = clock;
    }

    KnownSensors known() {
        return known;
    }

    /**
     * Starts an import on a thread of its own.
     *
     * @param total bytes of the file; 0 where that is not known
     * @return completes when it ended, in whatever way, or fails with what {@code opening} threw; empty when as many run
     *     as may, or one with this id
     */
    Optional<CompletableFuture<ImportProgress.Snapshot>> start(
            String id, String name, long total, Sender sender, Opening opening) {
        ImportProgress progress = new ImportProgress(id, name, total, clock.millis());
        CompletableFuture<ImportProgress.Snapshot> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("import").unstarted(() -> run(progress, sender, opening, done));
        synchronized (this) {
            if (closed || running.size() >= MOST || running.containsKey(id)) {
                return Optional.empty();
            }
            running.put(id, new Running(progress, thread));
        }
        thread.start();
        return Optional.of(done);
    }

    /** One that runs, or ended not long ago. */
    synchronized Optional<ImportProgress> find(String id) {
        Running one = running.get(id);
        return one != null ? Optional.of(one.progress()) : Optional.ofNullable(ended.get(id));
    }

    /** All that run, then those that ended, newest last. */
    synchronized List<ImportProgress> all() {
        List<ImportProgress> all = new ArrayList<>();
        running.values().forEach(one -> all.add(one.progress()));
        all.addAll(ended.values());
        return all;
    }

    /** Asks one to stop; what it sent is durable or not. False where none of this id runs. */
    synchronized boolean stop(String id) {
        Running one = running.get(id);
        if (one == null) {
            return false;
        }
        one.thread().interrupt();
        return true;
    }

    private void run(
            ImportProgress progress, Sender sender, Opening opening, CompletableFuture<ImportProgress.Snapshot> done) {
        Supplier<ImportProgress.Snapshot> end = () -> {
            forget(progress);
            ImportProgress.Snapshot snapshot = progress.snapshot();
            LOG.info(
                    "import {}: id={} from={} rows={} readings={} refused={}",
                    snapshot.state().name().toLowerCase(java.util.Locale.ROOT),
                    snapshot.id(),
                    sender.id(),
                    snapshot.rows(),
                    snapshot.kept(),
                    snapshot.refused());
            return snapshot;
        };
        try {
            Opened opened = opening.open();
            bring(opened, progress, sender);
            progress.end(State.DONE, clock.millis(), null);
            done.complete(end.get());
        } catch (InterruptedException | InterruptedIOException e) {
            progress.end(State.STOPPED, clock.millis(), "It was stopped.");
            done.complete(end.get());
        } catch (IOException e) {
            progress.end(State.FAILED, clock.millis(), String.valueOf(e.getMessage()));
            var _ = end.get();
            done.completeExceptionally(e);
        } catch (RuntimeException e) {
            boolean told = e instanceof ProblemException || e instanceof IllegalArgumentException;
            progress.end(
                    State.FAILED, clock.millis(), told ? String.valueOf(e.getMessage()) : "An error of the server.");
            var _ = end.get();
            done.completeExceptionally(e);
        }
    }

    private void bring(Opened opened, ImportProgress progress, Sender sender) throws IOException, InterruptedException {
        CsvImport one = new CsvImport(opened.file(), opened.format(), intake, sender, known, progress, clock.millis());
        try {
            one.run();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // What came before the file broke off is good.
            one.flush();
            throw e;
        }
    }

    private synchronized void forget(ImportProgress progress) {
        running.remove(progress.id());
        ended.put(progress.id(), progress);
        if (ended.size() > REMEMBERED) {
            ended.remove(ended.keySet().iterator().next());
        }
        notifyAll();
    }

    /** Stops all, and waits a few seconds for them to say so. */
    @Override
    public synchronized void close() {
        closed = true;
        running.values().forEach(one -> one.thread().interrupt());
        long until = System.nanoTime() + CLOSING.toNanos();
        try {
            for (long left = CLOSING.toMillis();
                    !running.isEmpty() && left > 0;
                    left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
