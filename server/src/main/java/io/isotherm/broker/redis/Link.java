package io.isotherm.broker.redis;

import io.isotherm.broker.redis.RedisSettings.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, on one event loop; its methods are called there. It asks the server every few seconds
 * whether it lives, so that a connection of which only this half is left ends too. It ends once and is not made anew.
 */
final class Link {
    static final int CONNECT_MILLIS = 5_000;
    private static final int PING_MILLIS = 1_000;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final int OLDEST = 7;

    private final Vertx vertx;
    private final Node node;
    private final Redis client;
    private final RedisConnection connection;
    private final Promise<Void> ended;
    private long heardAt = System.nanoTime();
    private long askedAt = System.nanoTime();
    private long timer;
    private BiConsumer<String, Buffer> sink = (channel, message) -> {};
    private Set<String> awaited = Set.of();
    private @Nullable Promise<Void> subscribing;

    private Link(Vertx vertx, Node node, Redis client, RedisConnection connection) {
        this.vertx = vertx;
        this.node = node;
        this.client = client;
        this.connection = connection;
        ended = Promise.promise();
        connection.handler(this::heard);
        connection.exceptionHandler(this::end);
        connection.endHandler(nothing -> end(RedisFailure.passing("Redis at " + node + " closed the connection.")));
        timer = vertx.setPeriodic(PING_MILLIS, id -> ping());
    }

    /** Connects, signs in, and looks whether the server is one that will do. */
    static Future<Link> open(Vertx vertx, RedisSettings settings, Node node) {
        Redis client = Redis.createClient(vertx, options(settings, node));
        Promise<Link> opened = Promise.promise();
        // A server that is frozen takes the connection, and answers nothing.
        long timer = vertx.setTimer(
                CONNECT_MILLIS,
                id -> opened.tryFail(new TimeoutException("nothing for " + CONNECT_MILLIS / 1_000 + " s.")));
        client.connect()
                .compose(connection -> connection
                        .send(Request.cmd(Command.HELLO))
                        .map(answer -> {
                            check(settings, node, answer);
                            return connection;
                        }))
                .onFailure(opened::tryFail)
                .onSuccess(connection -> {
                    if (!opened.future().isComplete()) {
                        opened.complete(new Link(vertx, node, client, connection));
                    }
                });
        return opened.future()
                .onComplete(done -> vertx.cancelTimer(timer))
                .onFailure(failure -> client.close())
                .recover(failure -> Future.failedFuture(RedisFailure.of(node, failure)));
    }

    private static RedisOptions options(RedisSettings settings, Node node) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setSsl(settings.tls());
        if (settings.tls()) {
            net.setHostnameVerificationAlgorithm("HTTPS");
            if (settings.authority() != null) {
                net.setTrustOptions(
                        new PemTrustOptions().addCertPath(settings.authority().toString()));
            }
            if (settings.certificate() != null && settings.key() != null) {
                net.setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(settings.certificate().toString())
                        .setKeyPath(settings.key().toString()));
            }
        }
        return new RedisOptions()
                .setNetClientOptions(net)
                .setConnectionString((settings.tls() ? "rediss://" : "redis://") + node)
                .setUser(settings.user())
                .setPassword(settings.password())
                .setMaxPoolSize(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1);
    }

    // HELLO without arguments is open to every user.
    private static void check(RedisSettings settings, Node node, @Nullable Response hello) {
        Response version = hello == null ? null : hello.get("version");
        String text = version == null ? "unknown" : version.toString();
        String major = text.split("\\.", 2)[0];
        if (!major.matches("\\d{1,4}") || Integer.parseInt(major) < OLDEST) {
            throw RedisFailure.lasting(
                    "Redis at " + node + " is of version " + text + "; it takes " + OLDEST + " or newer.");
        }
        Response mode = hello == null ? null : hello.get("mode");
        if (settings.cluster() && (mode == null || !mode.toString().equals("cluster"))) {
            throw RedisFailure.lasting(
                    "Redis at " + node + " is not part of a cluster: leave out cluster=true in the broker's URL.");
        }
    }

    Node node() {
        return node;
    }

    /** Completes, without failing, when the connection has ended; with a {@link RedisFailure} as its failure's cause. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Hears what is published on these channels, from when the returned future completes. */
    Future<Void> subscribe(List<String> channels, boolean sharded, BiConsumer<String, Buffer> to) {
        sink = to;
        awaited = new HashSet<>(channels);
        Promise<Void> promise = Promise.promise();
        subscribing = promise;
        Command command = sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE;
        for (String channel : channels) {
            // One at a time: in a cluster channels of one command must be of one slot.
            connection.send(Request.cmd(command).arg(channel)).onFailure(this::end);
        }
        // An error may have been taken for the answer to a PING.
        long limit = vertx.setTimer(
                CONNECT_MILLIS, id -> end(RedisFailure.passing("Redis at " + node + " does not let us subscribe.")));
        return promise.future().onComplete(done -> vertx.cancelTimer(limit));
    }

    /** Sends a command that is not about subscriptions. */
    Future<Response> send(Request request) {
        Promise<Response> answered = Promise.promise();
        connection.send(request).onComplete(done -> {
            Response answer = done.result();
            if (answer != null) {
                heardAt = System.nanoTime();
                answered.complete(answer);
            } else {
                Throwable cause = done.cause();
                answered.fail(RedisFailure.of(node, cause == null ? RedisFailure.passing("no answer") : cause));
            }
        });
        return answered.future();
    }

    void close() {
        end(RedisFailure.passing("closed"));
    }

    // The client hands over here what it does not take for an answer. On a subscribed connection that may be the answer
    // to a PING too: a message that comes between the two takes the place of the answer there.
    private void heard(@Nullable Response message) {
        heardAt = System.nanoTime();
        if (message == null) {
            return;
        }
        if (message.type() == ResponseType.ERROR) {
            end((Throwable) message);
            return;
        }
        if (message.type() != ResponseType.PUSH || message.size() < 3) {
            return;
        }
        switch (message.get(0).toString()) {
            case "message", "smessage" ->
                sink.accept(message.get(1).toString(), message.get(2).toBuffer());
            case "subscribe", "ssubscribe" -> subscribed(message.get(1).toString());
            case "unsubscribe", "sunsubscribe" ->
                end(RedisFailure.passing("Redis at " + node + " does not serve the channel any more."));
            default -> {
                // Of a newer server; nothing that we asked for.
            }
        }
    }

    private void subscribed(String channel) {
        awaited.remove(channel);
        if (awaited.isEmpty() && subscribing != null) {
            subscribing.tryComplete();
        }
    }

    private void ping() {
        long now = System.nanoTime();
        if (now - askedAt > 2 * TimeUnit.MILLISECONDS.toNanos(PING_MILLIS)) {
            // This loop was held up itself: what the server said meanwhile may not be read yet.
            heardAt = now;
        }
        askedAt = now;
        if (now - heardAt > SILENCE_NANOS) {
            end(new TimeoutException("nothing for " + TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS) + " s."));
            return;
        }
        // An error is a sign of life too.
        connection.send(Request.cmd(Command.PING)).onComplete(done -> heardAt = System.nanoTime());
    }

    private void end(Throwable failure) {
        RedisFailure told = RedisFailure.of(node, failure);
        if (ended.tryFail(told)) {
            vertx.cancelTimer(timer);
            if (subscribing != null) {
                subscribing.tryFail(told);
            }
            client.close();
        }
    }
}
