package io.isotherm.http;

import io.isotherm.security.Denial;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A problem document (RFC 9457): why a request was not answered as asked. Immutable. */
public final class Problem {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String WORDING = "isotherm.wording";

    private final int status;
    private final JsonObject members;
    private final int retryAfterSeconds;

    private Problem(int status, JsonObject members, int retryAfterSeconds) {
        this.status = status;
        this.members = members;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /**
     * @param status of HTTP, 400 to 599
     * @param title the same for every problem of this kind
     * @param detail sentences for whoever asked: what is wrong this time and what is allowed
     */
    public static Problem of(int status, String title, String detail) {
        return new Problem(
                status,
                new JsonObject()
                        .put("type", "about:blank")
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail),
                0);
    }

    /** With the title that HTTP gives the status. */
    public static Problem of(int status, String detail) {
        return of(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail);
    }

    public static Problem of(Denial denial) {
        return of(denial.status(), denial.title(), denial.detail()).retryAfter(denial.retryAfterSeconds());
    }

    /** The same with one more member: a JSON value, not changed afterwards. */
    public Problem with(String name, Object value) {
        return new Problem(status, members.copy().put(name, value), retryAfterSeconds);
    }

    /** The same with a {@code Retry-After} header; 0 for none. */
    public Problem retryAfter(int seconds) {
        return new Problem(status, members, seconds);
    }

    public int status() {
        return status;
    }

    public JsonObject toJson() {
        return members.copy();
    }

    /** Has the problems of this request told in other words than a problem document's, from here on. */
    public static void tell(RoutingContext context, Wording wording) {
        context.put(WORDING, wording);
    }

    /** Answers with it; does nothing where there is an answer already, or nobody to read it. */
    public void send(HttpServerResponse response) {
        send(response, this::document);
    }

    /** The same in the words of {@link #tell}, where there are any. */
    public void send(RoutingContext context) {
        send(context.response(), context.get(WORDING) instanceof Wording wording ? wording : this::document);
    }

    private void send(HttpServerResponse response, Wording wording) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"isotherm\"");
        }
        wording.send(response, status, members.getString("detail"));
    }

    private void document(HttpServerResponse response, int code, String detail) {
        response.setStatusCode(code)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(members.toBuffer());
    }
}
