package io.isotherm.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** JSON in and out, the same way for all routes. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** Bytes of JSON, written without an object for each value. */
    static Buffer write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** A value; null where it is no number, which JSON cannot write. */
    static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    static void send(RoutingContext context, JsonObject document) {
        send(context, 200, document.toBuffer());
    }

    static void send(RoutingContext context, int status, Buffer document) {
        if (!context.response().closed()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(document);
        }
    }

    static void noContent(RoutingContext context) {
        if (!context.response().closed()) {
            context.response().setStatusCode(204).end();
        }
    }

    /** The request's body, which must be one object of one of the media types. */
    static JsonObject body(RoutingContext context, String... mediaTypes) {
        String given = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!List.of(mediaTypes).contains(type)) {
            throw new ProblemException(
                    Problem.of(415, "The Content-Type must be " + String.join(" or ", mediaTypes) + "."));
        }
        Buffer body = context.body().buffer();
        try {
            if (body != null && body.toJsonValue() instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw new ProblemException(Problem.of(400, "Malformed JSON", "The body is no JSON."));
        }
        throw new ProblemException(Problem.of(400, "Malformed JSON", "The body must be one JSON object."));
    }
}
