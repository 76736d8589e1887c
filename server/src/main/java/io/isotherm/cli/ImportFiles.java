package io.isotherm.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What is in the files that were named: each CSV file, unpacked as it is read. */
final class ImportFiles {
    private ImportFiles() {}

    /** Takes one CSV file; false ends it. */
    @FunctionalInterface
    interface Taker {
        /**
         * @param name of the file, or of that within a zip
         * @param size of it as it is read; 0 where that is not known
         */
        boolean take(String name, InputStream in, long size) throws IOException, InterruptedException;
    }

    /** Goes through a file; true when all of it was taken. */
    static boolean each(String name, Path cwd, Taker taker) throws IOException, InterruptedException {
        if (name.equals("-")) {
            return taker.take("", new Unclosed(System.in), 0);
        }
        Path path = cwd.resolve(name);
        String lower = name.toLowerCase(Locale.ROOT);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 65_536)) {
            if (lower.endsWith(".gz")) {
                return taker.take(name, new GZIPInputStream(file, 65_536), 0);
            }
            if (!lower.endsWith(".zip")) {
                return taker.take(name, file, Files.size(path));
            }
            ZipInputStream zip = new ZipInputStream(file);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String inner = entry.getName().toLowerCase(Locale.ROOT);
                boolean csv = inner.endsWith(".csv") || inner.endsWith(".txt") || inner.endsWith(".tsv");
                // What the Finder adds to each file.
                boolean hidden = inner.startsWith("__macosx/");
                if (csv && !hidden && !taker.take(entry.getName(), new Unclosed(zip), Math.max(0, entry.getSize()))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One that others go on reading. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() {
            // Its owner does.
        }
    }
}
