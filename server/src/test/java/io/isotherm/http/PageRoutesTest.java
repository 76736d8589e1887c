package io.isotherm.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRoutesTest {
    private static final String SCRIPT = "console.log('hello');".repeat(200);
    private static final String HTML = "Accept: text/html,*/*";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private HttpListener listener;

    @BeforeEach
    void start() throws IOException {
        listener = new HttpListener(
                vertx,
                new HttpSettings("127.0.0.1", 0, 1),
                List.of(
                        router -> router.get("/api/v1/thing").handler(context -> context.end("thing")),
                        new PageRoutes(fromFolder())));
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.close();
        vertx.close().await();
    }

    private Map<String, PageFile> fromFolder() throws IOException {
        Path web = folder.resolve("classes/web");
        Files.createDirectories(web.resolve("assets"));
        Files.writeString(web.resolve("index.html"), "<!doctype html><title>Isotherm</title>");
        Files.writeString(web.resolve("assets/index-1a2b.js"), SCRIPT);
        Files.writeString(folder.resolve("classes/secret.txt"), "secret");
        try (URLClassLoader loader = loader(folder.resolve("classes/"))) {
            return PageFiles.load(loader, "web");
        }
    }

    private static URLClassLoader loader(Path path) throws IOException {
        return new URLClassLoader(new URL[] {path.toUri().toURL()}, null);
    }

    private String get(String path, String... headers) {
        String[] all = Stream.concat(Stream.of("Host: localhost"), Arrays.stream(headers))
                .toArray(String[]::new);
        return Wire.request(listener.port(), "GET " + path + " HTTP/1.1", all);
    }

    @Test
    void aJarHasThePageToo() throws IOException {
        Path jar = folder.resolve("page with space.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (String name : List.of("web/", "web/index.html", "web/assets/", "web/assets/a.css", "other.txt")) {
                entries.putNextEntry(new JarEntry(name));
                entries.write(name.endsWith("/") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
                entries.closeEntry();
            }
        }
        try (URLClassLoader loader = loader(jar)) {
            assertThat(PageFiles.load(loader, "web")).containsOnlyKeys("/index.html", "/assets/a.css");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/index.html, 200",
        "/sensors/fridge-1.air, 200",
        "/assets/index-1a2b.js, 200",
        "/assets/index-old.js, 404",
        "/assets/, 404",
        "/api/v1/nothing, 404",
        "/api, 404",
        "/health/x, 404",
        "/metrics, 404",
        "/socket.io/, 404",
    })
    void aBrowserGetsThePageAtAllOfItsPaths(String path, int status) {
        String answer = get(path, HTML);
        assertThat(Wire.status(answer)).isEqualTo(status);
        assertThat(answer).contains(status == 200 ? "cache-control: " : "application/problem+json");
    }

    @Test
    void whoWantsNoPageGetsNone() {
        assertThat(Wire.status(get("/sensors/fridge", "Accept: application/json")))
                .isEqualTo(404);
        assertThat(Wire.status(get("/sensors/fridge"))).isEqualTo(404);
        assertThat(Wire.status(Wire.request(listener.port(), "POST / HTTP/1.1", "Host: a", HTML)))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt",
        "/..%5csecret.txt", "//secret.txt", "/web/index.html", "/assets/%00",
    })
    void noPathLeadsOut(String path) {
        String answer = get(path);
        assertThat(Wire.status(answer)).isIn(400, 404);
        assertThat(answer).doesNotEndWith("secret");
    }

    @Test
    void assetsAreKeptForEverAndTheIndexIsAskedFor() {
        assertThat(get("/assets/index-1a2b.js"))
                .contains("cache-control: public, max-age=31536000, immutable", "content-type: text/javascript")
                .endsWith(SCRIPT);
        assertThat(get("/")).contains("cache-control: no-cache", "content-type: text/html; charset=utf-8");
    }

    @Test
    void whoHasItAlreadyIsToldSo() {
        String first = get("/");
        String tag = first.lines()
                .filter(line -> line.startsWith("etag: "))
                .map(line -> line.substring(6))
                .findFirst()
                .orElseThrow();
        String second = get("/", "If-None-Match: \"other\", " + tag);
        assertThat(Wire.status(second)).isEqualTo(304);
        assertThat(second).endsWith("\r\n\r\n");
        assertThat(Wire.status(get("/", "If-None-Match: \"other\""))).isEqualTo(200);
    }

    @Test
    void assetsAreSentCompressedToWhoTakesIt() {
        assertThat(get("/assets/index-1a2b.js", "Accept-Encoding: br, gzip"))
                .contains("content-encoding: gzip", "vary: Accept-Encoding")
                .doesNotContain("console.log");
        assertThat(get("/assets/index-1a2b.js", "Accept-Encoding: gzip;q=0")).endsWith(SCRIPT);
        assertThat(get("/assets/index-1a2b.js")).endsWith(SCRIPT);
    }

    @Test
    void headTellsTheLengthAndNoMore() {
        String answer = Wire.request(listener.port(), "HEAD /assets/index-1a2b.js HTTP/1.1", "Host: a");
        assertThat(answer).contains("content-length: " + SCRIPT.length()).endsWith("\r\n\r\n");
    }

    @Test
    void withoutThePageOneSaysWhatElseWorks() {
        PageRoutes none = new PageRoutes(Map.of());
        assertThat(none.isBuilt()).isFalse();
        HttpListener bare = new HttpListener(vertx, new HttpSettings("127.0.0.1", 0, 1), List.of(none));
        bare.start();
        assertThat(Wire.request(bare.port(), "GET / HTTP/1.1", "Host: a"))
                .startsWith("HTTP/1.1 200")
                .contains("Node.js 20 or newer", "/api/v1/readings", "mosquitto_pub")
                .doesNotContain("<script");
        bare.close();
    }
}
