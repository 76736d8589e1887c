package io.isotherm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.isotherm.config.Loader;
import io.isotherm.config.Mode;
import io.isotherm.ingest.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        // Helm makes a number of it, and nobody writes --set-string to raise one.
        List<String> revised = new ArrayList<>(template);
        revised.addAll(List.of("--set", "secrets.existing=a", "--set", "secrets.revision=2"));
        run(revised, helm);
        assertThat(Files.readString(folder.resolve("output"))).contains("isotherm/secrets: \"2\"");
    }

    @Test
    void whatKubernetesWouldRefuseHalfwayIsRefusedBefore() throws Exception {
        String helm = helm();
        if (helm == null) {
            return;
        }
        List<String> template = List.of(
                helm,
                "template",
                "x",
                DEPLOY.resolve("isotherm").toString(),
                "--kube-version=1.34.0",
                "--set=secrets.existing=a");
        List<String> ranges = new ArrayList<>(template);
        ranges.add("--set=gateway.service.type=NodePort,gateway.service.loadBalancerSourceRanges={10.0.0.0/8}");
        assertThat(fails(ranges, helm)).contains("loadBalancerSourceRanges wants type LoadBalancer", "NodePort");
        List<String> policy = new ArrayList<>(template);
        policy.add("--set=gateway.service.externalTrafficPolicy=Local");
        assertThat(fails(policy, helm)).contains("externalTrafficPolicy wants type LoadBalancer or NodePort");
    }

    @Test
    void everySettingThatItGivesIsOneThatTheProgramTakes() throws IOException {
        int processes = 0;
        for (String name : List.of("minimal.yaml", "full.yaml", "trial.yaml")) {
            for (JsonNode document : documents(DEPLOY.resolve("rendered").resolve(name))) {
                JsonNode container = document.at("/spec/template/spec/containers/0");
                if (!container.path("name").asText().equals("isotherm")) {
                    continue;
                }
                Map<String, String> env = new HashMap<>();
                container
                        .path("env")
                        .forEach(each -> env.put(
                                each.path("name").asText(), each.path("value").asText()));
                // The files of secrets are not here.
                env.put("ISOTHERM_STORE", "mongodb://db/isotherm?replicaSet=rs0");
                env.put("ISOTHERM_BROKER", "redis://cache");
                env.remove("ISOTHERM_STORE_FILE");
                env.remove("ISOTHERM_BROKER_FILE");
                if (env.remove("ISOTHERM_MQTT_BROKER_FILE") != null) {
                    env.put("ISOTHERM_MQTT_BROKER", "mqtt://broker");
                }
                Config config =
                        Loader.load(Mode.RUN, Map.of(), null, env, folder).config();
                String role = document.at("/metadata/labels")
                        .path("app.kubernetes.io/component")
                        .asText();
                assertThat(config.roles()).containsExactly(Config.Role.valueOf(role.toUpperCase(Locale.ROOT)));
                assertThat(config.data()).isEqualTo(Path.of("/data"));
                assertThat(config.host().sensors()).isFalse();
                processes++;
            }
        }
        assertThat(processes).isEqualTo(9);
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        return new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(file.toFile())
                .readAll();
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
