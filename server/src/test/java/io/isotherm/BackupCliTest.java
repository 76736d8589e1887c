package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.Cli;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.mongo.TestMongo;
import io.isotherm.store.series.codec.RecordCodec;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that copy a store, beside a real server. */
class BackupCliTest {
    private static final int READINGS = 500;

    @TempDir
    Path folder;

    private record Told(int code, String out, String err) {}

    private Told isotherm(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cli.run(
                args, Map.of(), folder, new PrintWriter(out), new PrintWriter(err), (_, _) -> 77, new StoreCopies());
        return new Told(code, out.toString(), err.toString());
    }

    private static void send(TestServer server) {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < READINGS; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"sensor\":\"fridge/air\",\"value\":4.5,\"time\":")
                    .append(1_790_000_000_000L + i * 1_000L)
                    .append('}');
        }
        HttpResponse<String> answer =
                server.post("/api/v1/readings", body.append(']').toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static void assertThere(TestServer server) {
        HttpResponse<String> answer =
                server.get("/api/v1/export?sensors=fridge-air&from=1790000000000&to=1790000600000");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().split(",fridge/air,4.5,", -1)).hasSize(READINGS + 1);
    }

    @Test
    void aRunningServerIsBackedUpAndRestoredAndMovedToADatabaseAndBack() {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            send(server);
            Told backup = isotherm("backup", "today", "--data", "data");
            assertThat(backup.code()).as(backup.err()).isZero();
            assertThat(backup.out()).contains("is sound", "1 sensors");
            Told migrate = isotherm("migrate", "--from", "data", "--to", "other");
            assertThat(migrate.code()).isEqualTo(Cli.FAILED);
            assertThat(migrate.err()).contains("in use by another Isotherm");
        }
        Told check = isotherm("restore", "today", "--check", "--data", "unmade");
        assertThat(check.code()).isZero();
        assertThat(folder.resolve("unmade")).doesNotExist();

        Told restore = isotherm("restore", "today", "--data", "restored");
        assertThat(restore.code()).as(restore.err()).isZero();
        assertThat(restore.out()).contains("has everything, compared");
        try (TestServer server = TestServer.start(folder.resolve("restored"))) {
            assertThere(server);
        }

        String database = TestMongo.freshDatabase();
        assertThat(isotherm("migrate", "--from", "restored", "--to", database).code())
                .isZero();
        Told back = isotherm("migrate", "--from", database, "--to", "back");
        assertThat(back.code()).as(back.err()).isZero();
        try (TestServer server = TestServer.start(folder.resolve("back"))) {
            assertThere(server);
        }
    }

    @Test
    void aDatabaseIsBackedUpWithWhatWaitsInTheSpool() {
        String database = TestMongo.freshDatabase();
        Path data = folder.resolve("data");
        try (TestServer server = TestServer.start(data, "--store", database)) {
            send(server);
            // As after an outage: what the database could not take is on this machine's disk, and the database is back.
            try (DataFolder other = DataFolder.open(folder.resolve("waiting"));
                    SqliteJournal spool = SqliteJournal.spool(other)) {
                int sensor = server.json("/api/v1/sensors/fridge-air").getInteger("number");
                spool.append(
                        1,
                        RecordCodec.readings(List.of(new ReadingBatch.Builder()
                                .add(sensor, 1_790_000_500_000L, 4.5, Flags.of(Flags.GOOD, Unit.CELSIUS))
                                .build())));
            }
            Told backup = isotherm("backup", "today", "--data", "waiting", "--store", database);
            assertThat(backup.code()).as(backup.err()).isZero();
            assertThat(backup.out()).contains("2 records of journals");
        }
        Told restore = isotherm("restore", "today", "--data", "restored");
        assertThat(restore.code()).as(restore.err()).isZero();
        try (TestServer server = TestServer.start(folder.resolve("restored"))) {
            HttpResponse<String> answer =
                    server.get("/api/v1/export?sensors=fridge-air&from=1790000000000&to=1790000600000");
            assertThat(answer.body().split(",fridge/air,4.5,", -1)).hasSize(READINGS + 2);
        }
    }

    @Test
    void whatIsWrongIsSaidWithWhatToDo() throws IOException {
        assertThat(isotherm("backup", "today", "--data", "nothing").err())
                .contains("There is no catalogue.db", "--data");
        assertThat(isotherm("restore", "missing").err()).contains("There is no file");
        Files.writeString(folder.resolve("text"), "no backup at all");
        assertThat(isotherm("restore", "text").err()).contains("is no backup of Isotherm");
        assertThat(isotherm("backup").code()).isEqualTo(Cli.MISUSED);
        assertThat(isotherm("migrate", "--from", "a").code()).isEqualTo(Cli.MISUSED);
        assertThat(isotherm("migrate", "--from", "a", "--to", "./a").err()).contains("name the same place");
        assertThat(isotherm("restore", "text", "--chek").err()).contains("did you mean --check");
        assertThat(isotherm("backup", "--help").out()).contains("while the server runs", "Exit codes");
    }
}
