package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server on a disk of its own that becomes full, read-only or damaged: senders and health are told what is
 * wrong, and what was acknowledged is there afterwards. Needs root, to mount one.
 */
class DiskFaultsTest {
    private static final long T = 1_790_000_000_000L;
    private static final int AT_ONCE = 2_000;

    @TempDir
    Path temporary;

    private Path disk;
    private Path data;
    private boolean mounted;
    private int acknowledged;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        data = disk.resolve("data");
        Path image = temporary.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(96L << 20);
        }
        // Where there are no loop devices, as in some containers, memory stands in for the disk.
        mounted = (can("mkfs.ext4", "-q", "-m", "0", image.toString())
                        && can("mount", "-o", "loop,errors=remount-ro", image.toString(), disk.toString()))
                || can("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString());
        assumeTrue(mounted, "this user may not mount a disk");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean can(String... command) throws Exception {
        try {
            return run(command);
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Sends readings that come next in time, with values that do not pack well. */
    private HttpResponse<String> send(TestServer server) {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < AT_ONCE; i++) {
            int number = acknowledged + i;
            body.append(i == 0 ? "" : ",")
                    .append("{\"sensor\":\"fridge/air\",\"value\":")
                    .append(value(number))
                    .append(",\"time\":")
                    .append(T + number * 1_000L)
                    .append('}');
        }
        HttpResponse<String> answer =
                server.post("/api/v1/readings", body.append(']').toString());
        if (answer.statusCode() == 204) {
            acknowledged += AT_ONCE;
        }
        return answer;
    }

    private static double value(int number) {
        return Math.sin(number * 0.7) * 40;
    }

    private HttpResponse<String> sendUntilRefused(TestServer server) {
        HttpResponse<String> answer = send(server);
        for (int i = 0; i < 20_000 && answer.statusCode() == 204; i++) {
            answer = send(server);
        }
        return answer;
    }

    private void assertThatAllIsThere(TestServer server) {
        for (int from = 0; from < acknowledged; from += AT_ONCE) {
            String path = "/api/v1/sensors/fridge-air/readings?raw=true&from=" + (T + from * 1_000L) + "&to="
                    + (T + (from + AT_ONCE) * 1_000L);
            var values = server.json(path).getJsonArray("v");
            assertThat(values.size()).isEqualTo(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(values.getDouble(i)).isEqualTo(value(from + i));
            }
        }
    }

    private static String health(TestServer server) {
        return server.get("/health/ready").body();
    }

    @Test
    void aFullDiskRefusesAndIsUsedAgainWhenThereIsRoom() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            assertThat(send(server).statusCode()).isEqualTo(204);
            Path filler = disk.resolve("filler");
            long free = Files.getFileStore(disk).getUsableSpace();
            Files.write(filler, new byte[(int) free - (4 << 20)]);
            HttpResponse<String> refused = sendUntilRefused(server);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(health(server)).contains("disk is full", "Free some space"));
            assertThatAllIsThere(server);

            Files.delete(filler);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(send(server).statusCode()).isEqualTo(204));
            await().untilAsserted(() -> assertThat(health(server)).doesNotContain("disk is full"));
        }
        try (TestServer server = TestServer.start(data)) {
            assertThatAllIsThere(server);
        }
    }

    /** Needs a file system that can be told to fail; where there is none, there is nothing to try. */
    @TestFactory
    Stream<DynamicTest> aDiskThatTheSystemMadeReadOnly() throws Exception {
        Path trigger =
                Path.of("/sys/fs/ext4", Files.getFileStore(disk).name().replaceFirst(".*/", ""), "trigger_fs_error");
        return Files.exists(trigger)
                ? Stream.of(DynamicTest.dynamicTest("refuses and loses nothing", () -> becomesReadOnly(trigger)))
                : Stream.empty();
    }

    private void becomesReadOnly(Path trigger) throws Exception {
        try (TestServer server = TestServer.start(data)) {
            assertThat(send(server).statusCode()).isEqualTo(204);
            // As after an error of the disk: the kernel makes the file system read-only under the running server.
            Files.writeString(trigger, "1");
            HttpResponse<String> refused = sendUntilRefused(server);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(health(server)).contains("journal.db"));
            assertThatAllIsThere(server);
        }
        assertThatThrownBy(() -> TestServer.start(data).close())
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("(?s).*(ead-only|cannot be used|cannot be written to).*");
        assertThat(run("umount", disk.toString())).isTrue();
        // Its exit code says that it had something to mend.
        var _ = run("e2fsck", "-fy", temporary.resolve("image").toString());
        assertThat(run("mount", "-o", "loop", temporary.resolve("image").toString(), disk.toString()))
                .isTrue();
        try (TestServer server = TestServer.start(data)) {
            assertThatAllIsThere(server);
            assertThat(send(server).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aDamagedBlockCostsItsReadingsAndNoOthersAndIsTold() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            for (int i = 0; i < 20; i++) {
                send(server);
            }
        }
        Path file;
        try (var files = Files.newDirectoryStream(data, "series-*.db")) {
            file = files.iterator().next();
        }
        byte[] bytes = Files.readAllBytes(file);
        // In the middle of a page of readings, far from the tables' roots.
        int at = bytes.length * 3 / 4;
        byte[] rubbish = new byte[64];
        Arrays.fill(rubbish, (byte) 0x55);
        System.arraycopy(rubbish, 0, bytes, at, rubbish.length);
        Files.write(file, bytes);
        try (TestServer server = TestServer.start(data)) {
            int there = 0;
            int failed = 0;
            for (int from = 0; from < acknowledged; from += AT_ONCE) {
                HttpResponse<String> answer = server.get("/api/v1/sensors/fridge-air/readings?raw=true&from="
                        + (T + from * 1_000L) + "&to=" + (T + (from + AT_ONCE) * 1_000L));
                if (answer.statusCode() == 200) {
                    there += new JsonObject(answer.body()).getJsonArray("v").size();
                } else {
                    failed++;
                }
            }
            assertThat(there).as("others are there").isGreaterThan(acknowledged / 2);
            assertThat(there + failed * AT_ONCE).isLessThanOrEqualTo(acknowledged);
            assertThat(there).as("something was hit").isLessThan(acknowledged);
            await().untilAsserted(() -> assertThat(health(server)).contains("damaged", "backup"));
            assertThat(send(server).statusCode()).as("it goes on").isEqualTo(204);
        }
    }
}
