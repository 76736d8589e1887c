package io.isotherm.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the page's files on the class path. They are looked up by their whole name only: no path leads out. */
final class PageFiles {
    private PageFiles() {}

    /**
     * All files of a folder on the class path, by their path in it, as {@code /assets/index-1a2b.js}; none where there
     * is no {@code index.html} in it. They are a few hundred kilobytes, and stay in memory.
     */
    static Map<String, PageFile> load(ClassLoader loader, String folder) {
        URL index = loader.getResource(folder + "/index.html");
        if (index == null) {
            return Map.of();
        }
        try {
            if (index.openConnection() instanceof JarURLConnection jar) {
                Path file = Path.of(jar.getJarFileURL().toURI());
                try (FileSystem inside = FileSystems.newFileSystem(file)) {
                    return files(inside.getPath("/" + folder));
                }
            }
            return files(Path.of(index.toURI()).resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException("The page's files cannot be read.", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The page's files are at a strange place: " + index, e);
        }
    }

    private static Map<String, PageFile> files(Path folder) throws IOException {
        Map<String, PageFile> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = "/" + folder.relativize(path).toString().replace('\\', '/');
                files.put(name, PageFile.of(name, Files.readAllBytes(path)));
            }
        }
        return files;
    }
}
