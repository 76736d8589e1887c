package io.isotherm.ingest.imports;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.csv.CsvFormat;
import io.isotherm.ingest.csv.CsvGuess;
import io.isotherm.ingest.csv.CsvOptions;
import io.isotherm.ingest.csv.CsvPreview;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.BodyReader;
import io.isotherm.ingest.http.HttpSender;
import io.isotherm.ingest.imports.Imports.Opened;
import io.isotherm.pipeline.OverloadedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files over HTTP: {@code POST /api/v1/import/preview} with a file's beginning tells how it would be read,
 * {@code POST /api/v1/imports} with all of it, of any length, reads it; meanwhile {@code GET /api/v1/imports/{id}} tells
 * how far it is and {@code DELETE} stops it. No handler before may read the body.
 */
public final class ImportRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ImportRoutes.class);

    /** The most of a file's beginning that is taken; {@link CsvGuess#SAMPLE} of it are looked at. */
    static final int MAX_PREVIEW = 262_144;

    private static final String TYPES = "text/csv, text/tab-separated-values, application/octet-stream";
    private static final int RETRY_SECONDS = 10;

    private final Imports imports;
    private final BodyBudget budget;
    private final InstantSource clock;

    /** @param budget what the bodies of all routes may take together */
    public ImportRoutes(Imports imports, BodyBudget budget, InstantSource clock) {
        this.imports = imports;
        this.budget = budget;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.post("/api/v1/import/preview").handler(this::preview);
        router.post("/api/v1/imports").handler(this::start);
        router.route("/api/v1/imports")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::list);
        router.route("/api/v1/imports/:id")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::progress);
        router.delete("/api/v1/imports/:id").handler(this::stop);
    }

    private void preview(RoutingContext routing) {
        Map<String, String> query = query(routing, CsvOptions.NAMES);
        type(routing);
        if (encoding(routing.request()).isPresent()) {
            throw new ProblemException(
                    Problem.of(415, "Send the beginning of the file as it is, without compression."));
        }
        CsvOptions options = options(query);
        new BodyReader(routing, budget, MAX_PREVIEW)
                .read()
                .compose(body -> routing.vertx().executeBlocking(() -> preview(body, options), false))
                .onSuccess(json -> send(routing, 200, json))
                .onFailure(failure -> refuse(routing, failure));
    }

    private JsonObject preview(byte[] sample, CsvOptions options) {
        CsvGuess guess = CsvGuess.of(sample, options);
        CsvFormat format = guess.format();
        return ImportJson.preview(guess, format == null ? null : CsvPreview.of(sample, format, imports.known()::key));
    }

    private void start(RoutingContext routing) {
        Set<String> names = new TreeSet<>(CsvOptions.NAMES);
        names.addAll(Set.of("format", "id", "size"));
        Map<String, String> query = query(routing, names);
        type(routing);
        boolean zipped = encoding(routing.request())
                .map(encoding -> {
                    if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
                        routing.response().putHeader("Accept-Encoding", "gzip");
                        throw new ProblemException(Problem.of(415, "The Content-Encoding must be gzip, or none."));
                    }
                    return true;
                })
                .orElse(false);
        CsvOptions options = options(query);
        CsvFormat given = format(query.get("format"));
        String id = id(query.get("id"));
        HttpServerRequest request = routing.request();
        Context context = routing.vertx().getOrCreateContext();
        BodyPipe pipe = new BodyPipe(request, context);
        Sender sender = new Sender("csv", HttpSender.of(routing, "csv").id());
        String name = Optional.ofNullable(options.name()).orElse("");
        Optional<CompletableFuture<ImportProgress.Snapshot>> started =
                imports.start(id, name, size(query, request, zipped), sender, () -> open(pipe, zipped, given, options));
        if (started.isEmpty()) {
            pipe.discard();
            request.resume();
            Problem.of(
                            503,
                            "Try again",
                            "As many imports run as may at a time (" + Imports.MOST + "), or one with this id.")
                    .retryAfter(RETRY_SECONDS)
                    .send(routing);
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            routing.response().writeContinue();
        }
        request.resume();
        Future.fromCompletionStage(started.get(), context)
                .onComplete(_ -> pipe.discard())
                .onSuccess(snapshot -> finish(routing, snapshot))
                .onFailure(failure -> refuse(routing, failure));
    }

    private static Opened open(BodyPipe pipe, boolean zipped, @Nullable CsvFormat given, CsvOptions options)
            throws IOException {
        InputStream file = zipped ? new GZIPInputStream(pipe, 65_536) : pipe;
        if (given != null) {
            return new Opened(file, given);
        }
        byte[] sample = file.readNBytes(CsvGuess.SAMPLE);
        CsvGuess guess = CsvGuess.of(sample, options);
        CsvFormat format = guess.format();
        if (format == null || !guess.isReady()) {
            throw new ProblemException(Problem.of(
                            422,
                            "Questions open",
                            "The file does not tell all that has to be known; nothing of it was kept. Answer the"
                                    + " questions by parameters.")
                    .with("questions", ImportJson.questions(guess.questions())));
        }
        return new Opened(new SequenceInputStream(new ByteArrayInputStream(sample), file), format);
    }

    private void finish(RoutingContext routing, ImportProgress.Snapshot snapshot) {
        JsonObject json = ImportJson.progress(snapshot, clock.millis());
        if (snapshot.state() == ImportProgress.State.DONE) {
            send(routing, 200, json);
        } else {
            Problem.of(
                            409,
                            "Import stopped",
                            "It was stopped after " + snapshot.kept()
                                    + " readings, which are kept. Import the file again"
                                    + " to go on: what is there already is not doubled.")
                    .with("import", json)
                    .send(routing);
        }
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        Problem problem = switch (failure) {
            case ProblemException e -> e.problem();
            case BodyException e -> Problem.of(e.status(), e.title(), e.detail());
            case IllegalArgumentException e -> bad("columns", String.valueOf(e.getMessage()));
            case OverloadedException e ->
                Problem.of(503, "Try again", "The bodies under way fill the memory set aside for them.")
                        .retryAfter(e.retryAfterSeconds());
            case ZipException _ -> Problem.of(400, "Malformed gzip", "The body is not gzip, or only a part of it.");
            case IOException e -> Problem.of(400, "Malformed file", "The file cannot be read: " + e.getMessage());
            default -> {
                if (!(failure instanceof BodyReader.SenderGone)) {
                    LOG.error("import failed", failure);
                }
                yield Problem.of(500, "An error of the server: the file may not have been kept as a whole.");
            }
        };
        problem.send(routing);
    }

    private void list(RoutingContext routing) {
        query(routing, Set.of());
        JsonArray items = new JsonArray();
        imports.all().forEach(one -> items.add(ImportJson.progress(one.snapshot(), clock.millis())));
        send(routing, 200, new JsonObject().put("items", items));
    }

    private void progress(RoutingContext routing) {
        query(routing, Set.of());
        send(routing, 200, ImportJson.progress(find(routing).snapshot(), clock.millis()));
    }

    private void stop(RoutingContext routing) {
        query(routing, Set.of());
        ImportProgress found = find(routing);
        imports.stop(found.id());
        routing.response().setStatusCode(204).end();
    }

    private ImportProgress find(RoutingContext routing) {
        return imports.find(String.valueOf(routing.pathParam("id")))
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404, "There is no such import here: it ended long ago, or runs in another process.")));
    }

    private static void send(RoutingContext routing, int status, JsonObject json) {
        if (routing.response().ended() || routing.response().closed()) {
            return;
        }
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json.toBuffer());
    }

    private static Map<String, String> query(RoutingContext routing, Set<String> known) {
        MultiMap given = routing.queryParams();
        Map<String, String> query = new HashMap<>();
        for (String name : given.names()) {
            if (!known.contains(name)) {
                throw new ProblemException(
                        bad(name, "is not known: there are " + String.join(", ", new TreeSet<>(known))));
            }
            if (given.getAll(name).size() > 1) {
                throw new ProblemException(bad(name, "may be given once"));
            }
            query.put(name, given.get(name));
        }
        return query;
    }

    private static Problem bad(String name, String fault) {
        return Problem.of(400, "Bad parameter", "The parameter \"" + name + "\": " + fault)
                .with("parameter", name);
    }

    // Each on its own, so that the answer names the one that is wrong.
    private static CsvOptions options(Map<String, String> query) {
        Map<String, String> own = new HashMap<>(query);
        own.keySet().retainAll(CsvOptions.NAMES);
        own.forEach((name, value) -> {
            try {
                CsvOptions.of(Map.of(name, value));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(bad(name, String.valueOf(e.getMessage())));
            }
        });
        return CsvOptions.of(own);
    }

    private static @Nullable CsvFormat format(@Nullable String text) {
        try {
            return text == null ? null : ImportJson.format(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(bad("format", String.valueOf(e.getMessage())));
        }
    }

    private static String id(@Nullable String given) {
        if (given == null) {
            return UUID.randomUUID().toString();
        }
        if (!given.matches("[A-Za-z0-9-]{8,64}")) {
            throw new ProblemException(bad("id", "It has 8 to 64 letters, digits and hyphens."));
        }
        return given;
    }

    // Of the file as it is read, as far as that is known.
    private static long size(Map<String, String> query, HttpServerRequest request, boolean zipped) {
        String size = query.get("size");
        if (size != null && !size.matches("[0-9]{1,15}")) {
            throw new ProblemException(bad("size", "It is a number of bytes."));
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String text = size != null ? size : zipped || length == null || !length.matches("[0-9]{1,15}") ? "0" : length;
        return Long.parseLong(text);
    }

    // Nothing that a browser sends for a foreign page without asking first: no text/plain, no form, no missing type.
    private static void type(RoutingContext routing) {
        String given = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String type = (given == null ? "" : given).replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!Set.of(TYPES.split(", ")).contains(type)) {
            routing.response().putHeader("Accept-Post", TYPES);
            throw new ProblemException(Problem.of(415, "The Content-Type must be one of " + TYPES + "."));
        }
    }

    private static Optional<String> encoding(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String encoding = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return encoding.isEmpty() || encoding.equals("identity") ? Optional.empty() : Optional.of(encoding);
    }
}
