package io.isotherm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart, by what it renders; with Helm itself where there is one. */
class ChartTest {
    private static final Path DEPLOY = Path.of("../deploy/helm");

    @TempDir
    Path folder;

    @Test
    void whatItRendersIsValidAndKeepsItsPromises() throws Exception {
        List<String> checks =
                Python.run("import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')", "../tests/chart.py");
        assertThat(checks).hasSizeGreaterThan(30).allMatch(line -> line.startsWith("ok "));
    }

    @Test
    void whatHelmMakesOfItIsWhatIsInTheRepository() throws Exception {
        String helm = helm();
        if (helm == null) {
            // By its sources, the test above still says whether it is old.
            return;
        }
        run(List.of("sh", DEPLOY.resolve("render.sh").toString(), folder.toString()), helm);
        for (String name : List.of("minimal.yaml", "full.yaml", "trial.yaml", "sources.sha256")) {
            assertThat(folder.resolve(name))
                    .hasSameTextualContentAs(DEPLOY.resolve("rendered").resolve(name));
        }
        String chart = DEPLOY.resolve("isotherm").toString();
        List<String> template = List.of(helm, "template", "x", chart, "--kube-version", "1.34.0");
        assertThat(fails(template, helm)).contains("secrets.existing names no Secret", "values-trial.yaml");
        List<String> odd = new ArrayList<>(template);
        odd.addAll(List.of("--set", "secrets.existing=a", "--set", "live.replica=3"));
        assertThat(fails(odd, helm)).contains("replica");
    }

    private static @Nullable String helm() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "../bin/helm.sh").start();
        String found = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? found : null;
    }

    private String fails(List<String> command, String helm) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        int code = start(command, helm, output);
        assertThat(code).isNotZero();
        return Files.readString(output);
    }

    private void run(List<String> command, String helm) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        int code = start(command, helm, output);
        assertThat(code).as(Files.readString(output)).isZero();
    }

    private static int start(List<String> command, String helm, Path output) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HELM", helm);
        return builder.start().waitFor();
    }
}
