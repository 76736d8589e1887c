package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told of who may read our answers. */
class CorsTest {
    private static final String OURS = "https://app.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final String CREDENTIALS = "Access-Control-Allow-Credentials";

    private final Loops loops = new Loops();

    private record Answer(int status, MultiMap headers) {}

    private Answer ask(@Nullable Cors cors, HttpMethod method, String query, String... headers) {
        if (loops.port() == 0) {
            loops.serve(SocketIoServer.create(loops.vertx(), new SocketIoOptions().setCors(cors))::handle);
        }
        Promise<Answer> promise = Promise.promise();
        loops.vertx()
                .runOnContext(start -> new TestClient(loops, "/socket.io/")
                        .request(method, query, headers)
                        .compose(request -> request.send())
                        .compose(CorsTest::read)
                        .onComplete(promise));
        return await(promise.future());
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return response.body().map(body -> new Answer(response.statusCode(), response.headers()));
    }

    private static String open() {
        return "?EIO=4&transport=polling";
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void nothingIsSaidByDefault() {
        Answer answer = ask(null, HttpMethod.GET, open(), "Origin", OURS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().names()).noneMatch(name -> name.startsWith("Access-Control"));
        assertThat(ask(null, HttpMethod.OPTIONS, open(), "Origin", OURS).status())
                .isEqualTo(400);
    }

    @Test
    void anAllowedOriginIsNamedOnAnswersAndErrors() {
        Cors cors = Cors.origins(List.of(OURS, "http://localhost:5173"));
        for (String query : List.of(open(), polling("unknown"))) {
            Answer answer = ask(cors, HttpMethod.GET, query, "Origin", OURS);
            assertThat(answer.headers().get(ALLOWED)).isEqualTo(OURS);
            assertThat(answer.headers().get("Vary")).isEqualTo("Origin");
            assertThat(answer.headers().get(CREDENTIALS)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://app.example.evil", "http://app.example", "null"})
    void anotherOriginIsNot(String origin) {
        Answer answer = ask(Cors.origins(List.of(OURS)).withCredentials(), HttpMethod.GET, open(), "Origin", origin);
        assertThat(answer.headers().get(ALLOWED)).isNull();
        assertThat(answer.headers().get(CREDENTIALS)).isNull();
        assertThat(answer.headers().get("Vary")).isEqualTo("Origin");
    }

    @Test
    void credentialsAreAllowedWhereAsked() {
        Answer answer = ask(Cors.origins(List.of(OURS)).withCredentials(), HttpMethod.GET, open(), "Origin", OURS);
        assertThat(answer.headers().get(ALLOWED)).isEqualTo(OURS);
        assertThat(answer.headers().get(CREDENTIALS)).isEqualTo("true");
    }

    @Test
    void aBrowsersQuestionIsAnsweredAndOpensNothing() {
        Cors cors = Cors.origins(List.of(OURS)).withHeaders("Content-Type", "Authorization");
        Answer answer = ask(
                cors,
                HttpMethod.OPTIONS,
                open(),
                "Origin",
                OURS,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().get(ALLOWED)).isEqualTo(OURS);
        assertThat(answer.headers().get("Access-Control-Allow-Methods")).isEqualTo("GET, POST");
        assertThat(answer.headers().get("Access-Control-Allow-Headers")).isEqualTo("Content-Type, Authorization");
        assertThat(answer.headers().get("Access-Control-Max-Age")).isEqualTo("600");
    }

    @Test
    void anyOriginIsAStarAndHasNoCredentials() {
        Answer answer = ask(Cors.anyOrigin(), HttpMethod.GET, open(), "Origin", "https://any.example");
        assertThat(answer.headers().get(ALLOWED)).isEqualTo("*");
        assertThat(answer.headers().get(CREDENTIALS)).isNull();
        assertThatThrownBy(() -> Cors.anyOrigin().withCredentials()).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "app.example", "https://app.example/", "https://app.example\r\nX: y", "null"})
    void whatIsNoOriginIsRefused(String origin) {
        assertThatThrownBy(() -> Cors.origins(List.of(origin))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cors.origins(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
