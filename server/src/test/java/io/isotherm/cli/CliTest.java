package io.isotherm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.Config;
import io.isotherm.config.ConfigException;
import io.isotherm.config.Mode;
import io.isotherm.config.Setting;
import io.isotherm.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    @TempDir
    Path cwd;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private @Nullable Config served;
    private @Nullable Mode mode;

    @Test
    void runStartsTheServerWithTheSettings() {
        assertThat(run("run", "--http-port", "0", "--mqtt-port=auto", "--seed=-5", "--simulate", "on"))
                .isEqualTo(77);
        assertThat(mode).isEqualTo(Mode.RUN);
        assertThat(served).isNotNull();
        assertThat(served.http().port()).isZero();
        assertThat(served.mqtt().plain()).isEqualTo(new Config.MqttPort(true, 0));
        assertThat(served.simulate().seed()).isEqualTo(-5);
        assertThat(served.data()).isEqualTo(cwd.resolve("data"));
        assertThat(out + "" + err).isEmpty();
    }

    @Test
    void demoStartsTheServerWithTheDemosSettings() {
        assertThat(run("demo")).isEqualTo(77);
        assertThat(mode).isEqualTo(Mode.DEMO);
        assertThat(served).isNotNull();
        assertThat(served.simulate().enabled()).isTrue();
    }

    @Test
    void everySettingHasItsFlagInTheHelp() {
        for (String command : new String[] {"run", "demo", "config"}) {
            out.getBuffer().setLength(0);
            assertThat(run(command, "--help")).isZero();
            assertThat(Settings.ALL)
                    .extracting(Setting::flag)
                    .allSatisfy(flag -> assertThat(out.toString()).contains(flag + "="));
        }
        assertThat(served).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void theHelpSuffices(String argument) {
        assertThat(argument.isEmpty() ? run() : run(argument)).isZero();
        assertThat(out.toString())
                .contains("Examples:", "Exit codes:", "run", "demo", "config", "test", "build", "check", "format")
                .contains("package", "health", "import", "token", "backup")
                .doesNotContain("bench");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 110);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("Isotherm ").contains("Java 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "user", "bench"})
    void aCommandOfALaterVersionSaysSo(String command) {
        assertThat(run(command, "--whatever", "x")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("isotherm: '" + command + "' is not in this version (dev) yet\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rnu | there is no command \"rnu\": did you mean 'run'?",
                "fly | there is no command \"fly\"; there are backup, build, check, config, demo, format, health, import, migrate, package, restore, run, test, token",
                "test | 'test' is done by the launcher script: ./isotherm test",
                "test --help | 'test' is done by the launcher script: ./isotherm test",
                "run --http-prt 80 | there is no flag --http-prt: did you mean --http-port, which is a whole number from 0 to 65535 (0 = any free port)?",
                "run --http-prt=80 | there is no flag --http-prt: did you mean --http-port, which is a whole number from 0 to 65535 (0 = any free port)?",
                "run --zebra | there is no flag --zebra; './isotherm run --help' lists all",
                "run --yaml | there is no flag --yaml; './isotherm run --help' lists all",
                "run -p 80 | there is no flag -p; './isotherm run --help' lists all",
                "run now | 'run' takes no \"now\"; settings are flags",
                "run --http-port | flag --http-port needs a value: a whole number from 0 to 65535 (0 = any free port)",
                "run --http-port --data x | flag --http-port needs a value: a whole number from 0 to 65535 (0 = any free port)",
                "run --http-port 1 --http-port 2 | flag --http-port is given twice",
                "run --config | flag --config needs a value: a file",
                "run --config none.yaml | none.yaml cannot be read: there is no such file",
                "--http-port 80 run | flag --http-port goes after a command: ./isotherm run --http-port",
                "--http-port 80 | flag --http-port goes after a command: ./isotherm run --http-port",
                "config test | 'config' prints the settings of run or demo, not of \"test\"",
                "demo --http-port x | http.port = \"x\" (flag --http-port) must be a whole number from 0 to 65535 (0 = any free port)",
            })
    void whatIsWrongIsToldInOneLine(String typed, String problem) {
        assertThat(run(typed.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("isotherm: " + problem + "\n");
        assertThat(out.toString()).isEmpty();
        assertThat(served).isNull();
    }

    @Test
    void manyProblemsAreCounted() throws IOException {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            yaml.append("nonsense").append(i).append(": 1\n");
        }
        Files.writeString(cwd.resolve("isotherm.yaml"), yaml);
        assertThat(run("run")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(21).last().isEqualTo("isotherm: and 980 more");
    }

    @Test
    void configPrintsEverySettingWithItsSource() {
        assertThat(run("config", "--http-port", "9000")).isZero();
        assertThat(out.toString()).containsPattern("(?m)^http\\.port +9000 +flag --http-port$");
        assertThat(run("config", "demo")).isZero();
        assertThat(out.toString()).containsPattern("(?m)^data +\\./data/demo +default$");
        assertThat(served).isNull();
    }

    @Test
    void configPrintsAFileThatCanBeUsed() throws IOException {
        assertThat(run("config", "--yaml", "--http-port", "9000")).isZero();
        Files.writeString(cwd.resolve("isotherm.yaml"), out.toString());
        assertThat(run("run")).isEqualTo(77);
        assertThat(served).isNotNull();
        assertThat(served.http().port()).isEqualTo(9000);
    }

    @Test
    void aSettingThatTurnsOutNotToWorkIsToldLikeAMalformedOne() {
        Server refusing = (config, of) -> {
            throw new ConfigException("port 8080 is taken");
        };
        int code = Cli.run(new String[] {"run"}, Map.of(), cwd, new PrintWriter(out), new PrintWriter(err), refusing);
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("isotherm: port 8080 is taken\n");
    }

    private int run(String... args) {
        return Cli.run(args, Map.of(), cwd, new PrintWriter(out), new PrintWriter(err), (config, of) -> {
            served = config;
            mode = of;
            return 77;
        });
    }
}
