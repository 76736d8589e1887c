package io.isotherm.store.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Faults;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.MemoryJournals;
import io.isotherm.store.series.codec.RecordCodec;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteJournal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool on a real disk, in front of a database that comes and goes. */
class SpoolingJournalTest {
    private static final long LIMIT = 20_000;

    @TempDir
    Path temporary;

    /** How the database is. */
    enum Mode {
        THERE,
        AWAY,
        /** It does what it is asked, and the first answer about each record is lost. */
        MUTE
    }

    private volatile Mode mode = Mode.THERE;
    private final Set<Object> unanswered = ConcurrentHashMap.newKeySet();
    private Journal inDatabase;
    private SpoolingJournal journal;

    @BeforeEach
    void openJournal() {
        inDatabase = new MemoryJournals(false, new Faults()).open();
        journal = open();
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private SpoolingJournal open() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            return new SpoolingJournal(database(), SqliteJournal.spool(folder), LIMIT);
        }
    }

    private Journal database() {
        return (Journal) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    if (mode == Mode.AWAY) {
                        throw new StoreException("no database at 127.0.0.1");
                    }
                    try {
                        Object answer = method.invoke(inDatabase, arguments);
                        if (mode == Mode.MUTE && method.getName().equals("append") && unanswered.add(arguments[0])) {
                            throw new StoreException("no answer from 127.0.0.1");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static byte[] record(long time) {
        return RecordCodec.readings(List.of(Readings.batch(Reading.of(1, time, time / 10.0))));
    }

    private void append(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            journal.append(sequence, record(sequence));
        }
    }

    /** The times of the readings in the database, in order. */
    private List<Long> stored() {
        List<Long> times = new ArrayList<>();
        inDatabase.replay((sequence, record) -> RecordCodec.decode(record, new RecordCodec.Sink() {
            @Override
            public void readings(ReadingBatch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    times.add(batch.time(i));
                }
            }

            @Override
            public void removal(int sensor, long from, long to) {
                times.add(-from);
            }
        }));
        return times;
    }

    private static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long n = from; n <= to; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    private void awaitDrained() {
        await("the spool is drained").until(() -> journal.check().state() == Health.State.OK);
    }

    @Test
    void readingsAreTakenWhileTheDatabaseIsAwayAndFollowInOrder() {
        append(1, 3);
        mode = Mode.AWAY;
        append(4, 300);
        assertThat(stored()).isEqualTo(numbers(1, 3));
        assertThat(journal.check().state()).isEqualTo(Health.State.DEGRADED);
        assertThat(journal.check().detail()).contains("spool", "no database at 127.0.0.1");
        assertThat(journal.checkSpool().name()).isEqualTo("spooling");
        assertThat(journal.fill().bytes()).isBetween(1L, LIMIT);
        mode = Mode.THERE;
        append(301, 310);
        awaitDrained();
        assertThat(journal.checkSpool().state()).isEqualTo(Health.State.OK);
        assertThat(journal.fill()).isEqualTo(new SpoolingJournal.Fill(0, LIMIT, false));
        append(311, 320);
        assertThat(stored()).isEqualTo(numbers(1, 320));
    }

    @Test
    void aRecordWhoseAnswerWasLostIsThereOnce() {
        append(1, 2);
        mode = Mode.MUTE;
        append(3, 3);
        append(4, 20);
        // The spool is drained into a database whose answers get lost.
        await("it arrives").until(() -> stored().size() > 3);
        append(21, 30);
        mode = Mode.THERE;
        awaitDrained();
        append(31, 31);
        assertThat(stored()).isEqualTo(numbers(1, 31));
    }

    @Test
    void aFullSpoolRefusesAndIsOfUseAgain() {
        mode = Mode.AWAY;
        long[] taken = {0};
        assertThatThrownBy(() -> {
                    for (long sequence = 1; ; sequence++) {
                        journal.append(sequence, record(sequence));
                        taken[0] = sequence;
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("spool is full");
        assertThat(journal.check().state()).isEqualTo(Health.State.DOWN);
        assertThat(journal.checkSpool().name()).isEqualTo("spool-full");
        assertThat(taken[0]).isGreaterThan(100);
        mode = Mode.THERE;
        awaitDrained();
        append(taken[0] + 2, taken[0] + 2);
        List<Long> expected = numbers(1, taken[0]);
        expected.add(taken[0] + 2);
        assertThat(stored()).isEqualTo(expected);
    }

    @Test
    void whatAnEarlierRunLeftIsReplayedAndFollows() {
        mode = Mode.AWAY;
        append(1, 10);
        journal.close();
        journal = open();
        List<Long> replayed = new ArrayList<>();
        mode = Mode.THERE;
        journal.replay((sequence, record) -> replayed.add(sequence));
        assertThat(replayed).containsAll(numbers(2, 10));
        append(11, 12);
        awaitDrained();
        assertThat(stored()).isEqualTo(numbers(1, 12));
    }

    @Test
    void aRemovalKeepsItsPlaceAmongTheReadings() {
        mode = Mode.AWAY;
        append(1, 5);
        journal.append(6, RecordCodec.removal(1, 700, 800));
        append(7, 9);
        mode = Mode.THERE;
        awaitDrained();
        assertThat(stored()).containsExactly(1L, 2L, 3L, 4L, 5L, -700L, 7L, 8L, 9L);
    }

    @Test
    void whatLiesInBlocksNeedNotFollow() {
        mode = Mode.AWAY;
        append(1, 5);
        mode = Mode.THERE;
        journal.trim(4, ReadingBatch.EMPTY);
        awaitDrained();
        journal.trim(4, ReadingBatch.EMPTY);
        assertThat(stored()).isEqualTo(numbers(4, 5));
    }
}
