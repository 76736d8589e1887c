package io.isotherm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpListenerTest {
    private static final String LOCAL = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final Set<Context> loops = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private HttpListener started(Consumer<Router> group) {
        HttpListener listener =
                new HttpListener(vertx, new HttpSettings(LOCAL, 0, 3), List.of(group, new PageRoutes()));
        listener.start();
        return listener;
    }

    private void routes(Router router) {
        router.get("/ok").handler(context -> {
            loops.add(((ContextInternal) vertx.getOrCreateContext()).unwrap());
            context.end("fine");
        });
        router.get("/things/:id").handler(context -> context.end("thing"));
        router.delete("/things/:id").handler(context -> context.end("gone"));
        router.get("/broken").handler(context -> {
            throw new IllegalStateException("secret of the inside");
        });
        router.get("/refused").handler(context -> {
            throw new ProblemException(
                    Problem.of(409, "Busy", "Somebody else has it.").with("who", "Ann"));
        });
    }

    @Test
    void allLoopsShareOneFreePort() {
        try (HttpListener listener = started(this::routes)) {
            assertThat(listener.port()).isPositive();
            for (int i = 0; i < 30; i++) {
                assertThat(Wire.request(listener.port(), "GET /ok HTTP/1.1", "Host: a"))
                        .endsWith("fine");
            }
            assertThat(loops).hasSize(3);
        }
    }

    @Test
    void twoListenersGetTwoFreePorts() {
        try (HttpListener one = started(this::routes);
                HttpListener other = started(this::routes)) {
            assertThat(one.port()).isNotEqualTo(other.port());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(LOCAL))) {
            HttpListener listener =
                    new HttpListener(vertx, new HttpSettings(LOCAL, taken.getLocalPort(), 2), List.of());
            assertThatThrownBy(listener::start)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("--http-port");
            assertThat(listener.port()).isZero();
            listener.close();
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        HttpListener listener = new HttpListener(vertx, new HttpSettings("192.0.2.1", 0, 1), List.of());
        assertThatThrownBy(listener::start)
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("--listen");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nothing HTTP/1.1, 404",
        "POST /things/5 HTTP/1.1, 405",
        "GET /broken HTTP/1.1, 500",
        "GET /refused HTTP/1.1, 409",
        "GET /bad%zz HTTP/1.1, 400",
        "GET ok HTTP/1.1, 404",
        "GET / HTTP/1.1, 200",
        "HEAD / HTTP/1.1, 200",
        "GET /ok HTTP/1.1, 200",
        "NONSENSE, 400",
    })
    void everyAnswerIsAProblemOrFineAndTellsBrowsersWhatNotToDo(String requestLine, int status) {
        try (HttpListener listener = started(this::routes)) {
            String answer = Wire.request(listener.port(), requestLine, "Host: localhost:8080");
            assertThat(Wire.status(answer)).isEqualTo(status);
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .contains(
                            "content-security-policy: default-src 'none';",
                            "frame-ancestors 'none'",
                            "x-content-type-options: nosniff",
                            "referrer-policy: no-referrer",
                            "cross-origin-opener-policy: same-origin",
                            "permissions-policy: ")
                    .doesNotContain("secret of the inside");
            if (status >= 400) {
                assertThat(answer).contains("content-type: application/problem+json");
                JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
                assertThat(problem.getInteger("status")).isEqualTo(status);
                assertThat(problem.getString("detail")).isNotBlank();
            }
        }
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() {
        try (HttpListener listener = started(this::routes)) {
            assertThat(Wire.request(listener.port(), "PUT /things/5 HTTP/1.1", "Host: a"))
                    .contains("allow: DELETE, GET\r\n");
        }
    }

    @Test
    void anInternalErrorHasAnIdForTheLog() {
        try (HttpListener listener = started(this::routes)) {
            assertThat(Wire.request(listener.port(), "GET /broken HTTP/1.1", "Host: a"))
                    .containsPattern("\"instance\":\"urn:isotherm:error:[0-9a-f]{8}\"");
        }
    }

    @Test
    void whatIsTooLongIsRefused() {
        try (HttpListener listener = started(this::routes)) {
            int port = listener.port();
            assertThat(Wire.status(Wire.request(port, "GET /ok HTTP/1.1", "Host: a", "X: " + "x".repeat(17_000))))
                    .isEqualTo(431);
            assertThat(Wire.status(Wire.request(port, "GET /ok?" + "x".repeat(17_000) + " HTTP/1.1", "Host: a")))
                    .isEqualTo(414);
            assertThat(Wire.request(port, "GET /ok HTTP/1.1", "Host: a")).endsWith("fine");
        }
    }

    @Test
    void thereIsNoUpgradeToHttp2() {
        try (HttpListener listener = started(this::routes)) {
            String answer = Wire.request(
                    listener.port(),
                    "GET /ok HTTP/1.1",
                    "Host: a",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
            assertThat(answer).doesNotContain("101 Switching");
        }
    }

    @Test
    void theScriptsOfThePageMayOpenAWebSocketToItsOwnHostOnly() {
        try (HttpListener listener = started(this::routes)) {
            assertThat(Wire.request(listener.port(), "GET / HTTP/1.1", "Host: cold.example:8080"))
                    .contains("connect-src 'self' ws://cold.example:8080 wss://cold.example:8080\r\n");
            assertThat(Wire.request(listener.port(), "GET / HTTP/1.1", "Host: a; script-src *"))
                    .doesNotContain("script-src *");
        }
    }

    @Test
    void closingWaitsForRequestsUnderWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        HttpListener listener = started(router -> router.get("/slow")
                .handler(context -> context.vertx()
                        .executeBlocking(() -> {
                            arrived.countDown();
                            answer.await();
                            return "done";
                        })
                        .onSuccess(context::end)));
        int port = listener.port();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> request = threads.submit(() -> Wire.request(port, "GET /slow HTTP/1.1", "Host: a"));
            arrived.await();
            Future<?> closing = threads.submit(listener::close);
            await().until(() -> !accepts(port));
            answer.countDown();
            assertThat(request.get()).endsWith("done");
            closing.get();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void itCanBeStartedAgainOnTheSamePort() {
        HttpListener first = started(this::routes);
        int port = first.port();
        first.close();
        first.close();
        HttpListener second = new HttpListener(vertx, new HttpSettings(LOCAL, port, 2), List.of(this::routes));
        second.start();
        assertThat(second.port()).isEqualTo(port);
        assertThat(Wire.request(port, "GET /ok HTTP/1.1", "Host: a")).endsWith("fine");
        second.close();
    }
}
