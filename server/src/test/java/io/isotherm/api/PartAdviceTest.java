package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every condition that a part can have is one for which the operator finds something to do. */
class PartAdviceTest {
    private static final Pattern NAMED = Pattern.compile("Health\\s*\\.(?:degraded|down)\\(\\s*\"([a-z-]+)\"");
    private static final Pattern ANY = Pattern.compile("Health\\s*(?:\\.|::)(?:degraded|down)\\b");

    private static Set<String> namedInTheProgram() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                long named = NAMED.matcher(text).results().count();
                assertThat(ANY.matcher(text).results().count())
                        .as("conditions with a name in %s", source)
                        .isEqualTo(named);
                NAMED.matcher(text).results().forEach(found -> names.add(found.group(1)));
            }
        }
        return names;
    }

    @Test
    void itIsThereForEachAndForNoOther() throws IOException {
        assertThat(PartAdvice.conditions()).containsExactlyInAnyOrderElementsOf(namedInTheProgram());
    }

    @Test
    void theOperatorsGuideNamesEach() throws IOException {
        String guide = Files.readString(Path.of("../docs/operations.md"));
        assertThat(namedInTheProgram()).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
    }
}
