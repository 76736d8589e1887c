package io.isotherm.store.mongo;

import io.isotherm.store.series.Journal;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A follower that remembers. */
class Heard implements Journal.Follower {
    /** By writer and sequence, in text. */
    final ConcurrentSkipListMap<String, byte[]> records = new ConcurrentSkipListMap<>();

    /** All that was told, in order. */
    final List<String> log = new CopyOnWriteArrayList<>();

    final AtomicInteger restarts = new AtomicInteger();

    static String key(String writer, long sequence) {
        return writer + "/" + sequence;
    }

    @Override
    public void appended(String writer, long sequence, byte[] record) {
        records.put(key(writer, sequence), record);
        log.add("appended " + sequence);
    }

    @Override
    public void trimmed(String writer, long sequence) {
        log.add("trimmed " + sequence);
    }

    @Override
    public void restarted() {
        records.clear();
        log.clear();
        restarts.incrementAndGet();
    }

    @Override
    public void removed(int sensor, long from, long to) {
        log.add("removed " + sensor + " " + from + " " + to);
    }
}
