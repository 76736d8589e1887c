package io.isotherm.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the value of a setting out of a file of its own, as containers are given passwords: one line, and nothing else.
 * What the file holds is in no message.
 */
final class SecretFile {
    /** Twice the longest URL that any setting takes. */
    private static final long LARGEST = 4_096;

    private SecretFile() {}

    /**
     * @param name the file's, as it was given
     * @param variable that names it
     * @param problems gets a sentence when the file cannot be read or holds no single line
     */
    static Optional<Given> read(Path cwd, String name, String variable, List<String> problems) {
        String file = "the file " + Shown.quoted(name) + " (environment " + variable + ")";
        try {
            Path path = cwd.resolve(name);
            if (Files.isDirectory(path)) {
                problems.add(file + " is a folder: name the file that holds the value");
            } else if (Files.size(path) > LARGEST) {
                problems.add(file + " is larger than " + LARGEST + " bytes: it must hold the value and nothing else");
            } else {
                return value(Files.readString(path).strip(), file, variable, problems);
            }
        } catch (IOException | InvalidPathException e) {
            problems.add(file + " cannot be read: " + reason(e));
        }
        return Optional.empty();
    }

    private static Optional<Given> value(String text, String file, String variable, List<String> problems) {
        if (text.isEmpty()) {
            problems.add(file + " is empty: it must hold the value, in one line");
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            problems.add(file + " has more than one line: it must hold the value and nothing else");
        } else {
            return Optional.of(new Given(text, "file of environment " + variable));
        }
        return Optional.empty();
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "this user may not read it";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            default -> e.getClass().getSimpleName();
        };
    }
}
