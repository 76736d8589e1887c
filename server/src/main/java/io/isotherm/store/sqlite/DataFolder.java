package io.isotherm.store.sqlite;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with all that this process keeps. Held by an operating-system lock on its file {@code lock}, which names
 * the holder's pid and is let go with the process, however that ends. Thread-safe.
 *
 * <p>Stores opened in the folder keep it locked until the last of them is closed, even when the folder was closed
 * before.
 */
public final class DataFolder implements Component {
    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final String LOCK = "lock";
    /** There while the folder is being filled by a restore or a migration; says how far that is. */
    private static final String UNFINISHED = "unfinished";

    // The locked byte lies beyond the pid, which others must be able to read where locks are mandatory (Windows).
    private static final long LOCKED_BYTE = 1 << 30;

    // A process that closes any descriptor of a file loses all its locks on it (POSIX, fcntl). So a second opening by
    // this process must be refused before it touches the lock file.
    private static final Set<Path> HELD = new HashSet<>();

    private final Path path;
    private final FileChannel lock;
    private final Set<String> files = new HashSet<>();
    private boolean closed;
    private boolean released;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the folder, created with access for its owner alone where there is none.
     *
     * @throws StoreException when it cannot be made or written to, or when a process holds it already; the message says
     *     which, and what to do
     */
    public static DataFolder open(Path folder) {
        DataFolder opened = openToFill(folder);
        if (opened.unfinished().isPresent()) {
            opened.close();
            throw new StoreException(
                    "The data folder " + folder + " is not complete: a restore or a migration into it was"
                            + " cut off. Run that again, which goes on where it was; or remove the folder.");
        }
        return opened;
    }

    /** Likewise, but a folder whose filling was cut off is none to refuse. */
    static DataFolder openToFill(Path folder) {
        try {
            Path path = create(folder);
            synchronized (HELD) {
                if (!HELD.add(path)) {
                    throw inUse(path, Long.toString(ProcessHandle.current().pid()));
                }
            }
            DataFolder opened = null;
            try {
                opened = new DataFolder(path, lock(path));
                return opened;
            } finally {
                if (opened == null) {
                    forget(path);
                }
            }
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    "The data folder " + folder + " cannot be written to: let the user "
                            + System.getProperty("user.name") + " own it, or name another with --data.",
                    e);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static StoreException unusable(Path folder, IOException e) {
        return new StoreException(
                "The data folder " + folder + " cannot be used (" + e + "): mend that, or name another with --data.",
                e);
    }

    /** The folder's real path. */
    public Path path() {
        return path;
    }

    /** Bytes that this user may still write on its disk; 0 where that cannot be told. */
    public long freeBytes() {
        return DiskSpace.free(path);
    }

    /** Bytes of its disk; 0 where that cannot be told. */
    public long diskBytes() {
        return DiskSpace.size(path);
    }

    @Override
    public String name() {
        return "disk";
    }

    /** Whether there is room on the disk for some time to come. */
    @Override
    public Health check() {
        return DiskSpace.check(path);
    }

    /** What was noted by whoever fills the folder and is not done; empty where nobody does. */
    Optional<String> unfinished() {
        try {
            Path note = path.resolve(UNFINISHED);
            return Files.exists(note) ? Optional.of(Files.readString(note)) : Optional.empty();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Durable when it returns. */
    void unfinished(String note) {
        Path next = path.resolve(UNFINISHED + ".next");
        try {
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(note);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, path.resolve(UNFINISHED), StandardCopyOption.ATOMIC_MOVE);
            syncListing(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** The folder is complete. */
    void finished() {
        try {
            Files.deleteIfExists(path.resolve(UNFINISHED));
            syncListing(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Takes a file of the folder for one store. */
    Path claim(String file) {
        return claim(file, null);
    }

    /**
     * Takes a file of the folder for one store.
     *
     * @param holder what that store holds already; it may take more while the folder is closed, which stays locked for it
     */
    synchronized Path claim(String file, @Nullable String holder) {
        if (closed && !(holder != null && files.contains(holder))) {
            throw new StoreException("The data folder " + path + " is closed.");
        }
        if (!files.add(file)) {
            throw new StoreException(file + " in " + path + " is open already.");
        }
        return path.resolve(file);
    }

    synchronized void release(String file) {
        files.remove(file);
        unlockWhenUnused();
    }

    @Override
    public synchronized void close() {
        closed = true;
        unlockWhenUnused();
    }

    private void unlockWhenUnused() {
        if (!closed || released || !files.isEmpty()) {
            return;
        }
        released = true;
        try {
            // The file stays: were it deleted, two processes could hold locks on two files of that name.
            lock.truncate(0);
        } catch (IOException e) {
            log.debug("lock file keeps its pid folder={} error={}", path, e.toString());
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("lock not closed folder={} error={}", path, e.toString());
        }
        forget(path);
    }

    private static void forget(Path path) {
        synchronized (HELD) {
            HELD.remove(path);
        }
    }

    private static Path create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path absolute = folder.toAbsolutePath();
            boolean posix =
                    absolute.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] owner = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(absolute, owner);
            syncEntry(absolute);
        }
        return folder.toRealPath();
    }

    /** A new folder survives a loss of power once its parent's listing is on the disk. */
    private static void syncEntry(Path folder) {
        Path parent = folder.getParent();
        if (parent != null) {
            syncListing(parent);
        }
    }

    private static void syncListing(Path folder) {
        try (FileChannel listing = FileChannel.open(folder, StandardOpenOption.READ)) {
            listing.force(true);
        } catch (IOException e) {
            log.debug("folder listing not synced folder={} error={}", folder, e.toString());
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw inUse(path, pid(channel));
            }
            locked = true;
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static @Nullable String pid(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return pid.matches("\\d+") ? pid : null;
    }

    private static StoreException inUse(Path path, @Nullable String pid) {
        return new StoreException("The data folder " + path + " is in use by another Isotherm"
                + (pid == null ? "" : " (process " + pid + ")")
                + ": stop that one, or give this one a folder of its own with --data.");
    }
}
