package io.isotherm.ingest.mqtt;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a server's certificate and key are, both in PEM.
 *
 * @param certificate the certificate, and after it those between it and the authority
 * @param key its private key, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {
    /** A chain of a handful of certificates has some kilobytes. */
    private static final int MOST_BYTES = 1 << 20;

    /**
     * What the files hold now.
     *
     * @throws IOException when one of them cannot be read, with a sentence for the operator
     */
    TlsIdentity.Pem read() throws IOException {
        return new TlsIdentity.Pem(read("certificate", certificate), read("key", key));
    }

    private static byte[] read(String what, Path file) throws IOException {
        String name = "The " + what + " " + file + " ";
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(name + "is a folder, not a file.");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(name + "is larger than 1 MB.");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(name + "is not there.", e);
        } catch (AccessDeniedException e) {
            throw new IOException(name + "cannot be read: permission denied.", e);
        }
    }
}
