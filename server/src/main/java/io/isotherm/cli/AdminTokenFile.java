package io.isotherm.cli;

import io.isotherm.cli.ServerApi.Failed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The file with the administrator's token: made where there is none, for its owner alone, and read. */
final class AdminTokenFile {
    private static final int BYTES = 32;
    private static final int MOST_BYTES = 4_096;

    private AdminTokenFile() {}

    /** @return whether it was made; false where there is one already, which stays as it is */
    static boolean make(Path file) throws Failed {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        byte[] text = (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII);
        FileAttribute<?>[] ownersAlone =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone)) {
            // One write of so few bytes is whole or not there.
            channel.write(ByteBuffer.wrap(text));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new Failed("the token file " + file + " cannot be made ("
                    + e.getClass().getSimpleName() + ": is its folder there, and may this user write to it?)");
        }
    }

    /** What it holds. */
    static String read(Path file) throws Failed {
        try {
            if (Files.size(file) <= MOST_BYTES) {
                String text = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (!text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                    return text;
                }
            }
            throw new Failed("the file " + file + " holds no token: it must hold nothing but the administrator's");
        } catch (IOException e) {
            throw new Failed("the token file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
