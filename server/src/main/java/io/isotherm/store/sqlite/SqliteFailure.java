package io.isotherm.store.sqlite;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.CorruptException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What an operator is told of a failure in SQLite: what happened, and how to mend it. */
final class SqliteFailure {
    private SqliteFailure() {}

    static StoreException of(SQLException failure, Path file) {
        return new StoreException(message(primary(failure), file, failure), failure);
    }

    /** Whether the connection may be kept: nothing is wrong with it or with its view of the file. */
    static boolean sparesConnection(SQLException failure) {
        return switch (primary(failure)) {
            case SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT -> true;
            default -> false;
        };
    }

    /** A file whose content is not what was written. */
    static StoreException damaged(Path file, String what, @Nullable CorruptException cause) {
        return new StoreException(
                file.getFileName() + " in " + file.getParent() + " is damaged: it " + what
                        + ". Stop the program, keep a copy of the file, and restore a backup.",
                cause == null ? new CorruptException(what) : cause);
    }

    /** Whether a file's content is not what was written. */
    static boolean isDamage(StoreException failure) {
        return switch (failure.getCause()) {
            case CorruptException e -> true;
            case SQLException e ->
                switch (primary(e)) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> true;
                    default -> false;
                };
            case null, default -> false;
        };
    }

    /** Whether it says that there was no transaction to roll back: SQLite had done so by itself. */
    static boolean isPlainError(SQLException failure) {
        return primary(failure) == SQLiteErrorCode.SQLITE_ERROR;
    }

    /** The result code without its extension (sqlite.org/rescode.html, "Result Codes versus Extended Result Codes"). */
    static SQLiteErrorCode primary(SQLException failure) {
        int code = failure instanceof SQLiteException e ? e.getResultCode().code : failure.getErrorCode();
        return SQLiteErrorCode.getErrorCode(code & 0xFF);
    }

    private static String message(SQLiteErrorCode code, Path file, SQLException failure) {
        String remedy = switch (code) {
            case SQLITE_FULL -> "the disk is full. Free some space; it works again as soon as there is room.";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                "it is read-only. Let the user " + System.getProperty("user.name")
                        + " write to it and its folder, and see whether the file system is mounted read-only.";
            case SQLITE_CANTOPEN ->
                "it cannot be opened. See that the folder is there, that the user "
                        + System.getProperty("user.name") + " may write to it, and that the limit of open files"
                        + " is not reached.";
            case SQLITE_IOERR, SQLITE_NOLFS ->
                "the disk failed. Look for disk errors in the system's log and check the disk.";
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT ->
                "it is damaged. Stop the program, keep a copy of the file, and restore a backup.";
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                "another program keeps it locked. Close the tool that has it open.";
            case SQLITE_NOMEM -> "there is not enough memory.";
            default -> "SQLite failed.";
        };
        return file.getFileName() + " in " + file.getParent() + ": " + remedy + " (" + failure.getMessage() + ")";
    }
}
