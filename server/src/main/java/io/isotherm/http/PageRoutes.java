package io.isotherm.http;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page. A path that no route and no file has is one of the page's own when a browser navigates to it, and
 * gets {@code index.html}.
 */
public final class PageRoutes implements Consumer<Router> {
    // What is below these is never the page's.
    private static final Set<String> RESERVED = Set.of("api", "assets", "health", "metrics", "socket.io");

    private final Map<String, PageFile> files;
    private final PageFile index;

    /** Loads the page that was built into the program; without one, a page that says so. */
    public PageRoutes() {
        this(PageFiles.load(PageRoutes.class.getClassLoader(), "web"));
    }

    PageRoutes(Map<String, PageFile> files) {
        this.files = files;
        PageFile built = files.get("/index.html");
        index = built != null ? built : PageFile.of("index.html", notBuilt());
    }

    /** Whether the page was built into the program. */
    public boolean isBuilt() {
        return !files.isEmpty();
    }

    /** To be mounted last: it answers what no route before it has. */
    @Override
    public void accept(Router router) {
        router.errorHandler(404, context -> {
            // A handler that found nothing says so itself.
            if (context.failure() instanceof ProblemException expected) {
                expected.problem().send(context);
            } else if (!serve(context)) {
                Failures.notFound(context);
            }
        });
    }

    /** Answers if the request is for the page; else gives false. */
    public boolean serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return false;
        }
        String path = context.normalizedPath();
        PageFile file = path.equals("/") ? index : files.get(path);
        if (file == null && !isReserved(path) && wantsHtml(request)) {
            file = index;
        }
        if (file == null) {
            return false;
        }
        send(file, path, request);
        return true;
    }

    private static void send(PageFile file, String path, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        // The build puts a hash of its content into the name of each asset.
        boolean immutable = path.startsWith("/assets/");
        response.putHeader(HttpHeaders.CACHE_CONTROL, immutable ? "public, max-age=31536000, immutable" : "no-cache")
                .putHeader(HttpHeaders.ETAG, file.tag())
                .putHeader(HttpHeaders.VARY, "Accept-Encoding");
        if (isKnown(file.tag(), request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer zipped = takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) ? file.zipped() : null;
        Buffer body = zipped != null ? zipped : file.plain();
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
                // Either way: the connection must not compress it again.
                .putHeader(
                        HttpHeaders.CONTENT_ENCODING,
                        zipped != null ? HttpHeaderValues.GZIP : HttpHeaderValues.IDENTITY)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .end(body);
    }

    private static boolean isKnown(String tag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(tag)));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")
                                .split(",", -1))
                        .anyMatch(coding -> coding.startsWith("gzip") && !coding.matches("gzip;q=0(\\.0*)?"));
    }

    private static boolean wantsHtml(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    private static boolean isReserved(String path) {
        int end = path.indexOf('/', 1);
        return RESERVED.contains(end < 0 ? path.substring(1) : path.substring(1, end));
    }

    private static byte[] notBuilt() {
        try (InputStream page = PageRoutes.class.getResourceAsStream("not-built.html")) {
            if (page == null) {
                throw new IllegalStateException("not-built.html is missing from the program");
            }
            return page.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
