package io.isotherm.api;

import io.isotherm.ops.Health;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to do about a condition of a part, where its own sentence says only what is wrong. The long form is in docs/operations.md. */
final class PartAdvice {
    private static final Map<String, String> BY_CONDITION = Map.ofEntries(
            Map.entry(
                    "disk-low",
                    "Free some space or enlarge the disk. With retention rules, old readings make room; a backup kept on"
                            + " the same disk is the first to move."),
            Map.entry(
                    "disk-stuck", "Look at the machine's disk: its log (dmesg) says whether it is broken or detached."),
            Map.entry("disk-unknown", "See that the data folder is still mounted."),
            Map.entry(
                    "write-failed",
                    "See that the disk has room and that this user may write there. It is tried again by itself."),
            Map.entry(
                    "read-failed", "Look at the log for the file's name; if it stays, restore the file from a backup."),
            Map.entry(
                    "file-damaged",
                    "Other readings are not concerned. Restore the named file from a backup, or let it go."),
            Map.entry(
                    "data-damaged",
                    "Other readings are not concerned. Look for the named sensor and time in a backup."),
            Map.entry("open-failed", "See that the file may be read and written by this user."),
            Map.entry(
                    "database-away",
                    "See that MongoDB runs, has a primary, and can be reached from here. What is in the spool follows by"
                            + " itself."),
            Map.entry("news-late", "See how loaded MongoDB is. Pages may show other processes' readings late."),
            Map.entry(
                    "spooling",
                    "Nothing is lost yet. Bring MongoDB back before the spool is full; do not remove this process's disk."),
            Map.entry(
                    "spool-full",
                    "Bring MongoDB back. Senders that keep what was refused send it again; a larger --spool gives more"
                            + " time."),
            Map.entry(
                    "blocks-behind",
                    "Readings are safe in the journal, which grows. See the store's condition and the log."),
            Map.entry(
                    "broker-away", "See that it runs and can be reached from here with the name and password in use."),
            Map.entry(
                    "collector-away",
                    "See that it runs, can be reached from here, and takes OTLP over HTTP with the headers in use. Traces of"
                            + " meanwhile are lost, and nothing else."),
            Map.entry("commits-fail", "See the journal and the disk above: commits go there."),
            Map.entry(
                    "overloaded",
                    "Senders are told to come again. Add a process with the role ingest, or a faster disk or database."),
            Map.entry("live-late", "Restart this process; pages go to another one."),
            Map.entry("leader-unknown", "See that the database is there: it chooses. Nothing is dropped meanwhile."),
            Map.entry("retention-failed", "It is tried again within the hour. See the store's condition and the log."),
            Map.entry(
                    "clock-stepped",
                    "Let the machine follow a time service, and see which readings came at that time."),
            Map.entry("clock-off", "Let all machines follow a time service such as chrony."),
            Map.entry("certificate-expired", "Put a new certificate in the same place: it is read without a restart."),
            Map.entry("certificate-unread", "Mend the file or its rights: it is read again without a restart."),
            Map.entry("no-answer", "It hangs. If it stays so, restart this process, and report it with its log."),
            Map.entry("check-failed", "Look at the log; if it stays so, restart this process."),
            Map.entry("thread-ended", "Restart this process, and report it with its log."),
            Map.entry("not-listening", "See the log: another program may have the port."),
            Map.entry("closed", "This process is stopping."),
            Map.entry("stopping", "Another one takes over; there is nothing to do."));

    private PartAdvice() {}

    static Optional<String> of(Health health) {
        return health.name().isEmpty() ? Optional.empty() : Optional.ofNullable(BY_CONDITION.get(health.name()));
    }

    /** Every condition that is known. */
    static Set<String> conditions() {
        return BY_CONDITION.keySet();
    }
}
