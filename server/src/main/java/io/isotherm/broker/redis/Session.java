package io.isotherm.broker.redis;

import io.isotherm.broker.redis.RedisSettings.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The connections to a Redis or a cluster: those that hear, and the one that publishes. When one of them ends they all
 * end, and the broker makes a new session: what was missed meanwhile nobody can tell, so there is nothing to be saved by
 * keeping the others. Its methods are called on its event loop.
 */
final class Session {
    private final List<Link> links = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private final Vertx vertx;
    private final RedisSettings settings;
    private final Consumer<Buffer> sink;

    private Session(Vertx vertx, RedisSettings settings, Consumer<Buffer> sink) {
        this.vertx = vertx;
        this.settings = settings;
        this.sink = sink;
    }

    /**
     * Opens all connections.
     *
     * @param first the server to ask
     * @param channel where this process publishes
     * @param sink takes what is heard
     * @return fails with a {@link RedisFailure}; then nothing is left open
     */
    static Future<Session> open(
            Vertx vertx, RedisSettings settings, Node first, String channel, Consumer<Buffer> sink) {
        Session session = new Session(vertx, settings, sink);
        Future<Void> opened = settings.cluster() ? session.openCluster(first, channel) : session.openOne(first);
        return opened.map(session).onFailure(session::end);
    }

    private Future<Void> openOne(Node node) {
        return subscribe(node, Channels.of(settings))
                .compose(nothing -> link(node))
                .mapEmpty();
    }

    private Future<Void> openCluster(Node first, String channel) {
        return link(first)
                .compose(link -> link.send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                        .map(slots -> Slots.parse(slots, first))
                        .onComplete(done -> {
                            links.remove(link);
                            link.close();
                        }))
                .compose(slots -> {
                    Map<Node, List<String>> byNode = new LinkedHashMap<>();
                    for (String each : Channels.of(settings)) {
                        byNode.computeIfAbsent(slots.node(Channels.slot(each)), node -> new ArrayList<>())
                                .add(each);
                    }
                    List<Future<Void>> all = new ArrayList<>();
                    byNode.forEach((node, channels) -> all.add(subscribe(node, channels)));
                    return Future.all(all)
                            .compose(nothing -> link(slots.node(Channels.slot(channel))))
                            .mapEmpty();
                });
    }

    private Future<Void> subscribe(Node node, List<String> channels) {
        return link(node).compose(link -> link.subscribe(channels, settings.cluster(), sink));
    }

    private Future<Link> link(Node node) {
        return Link.open(vertx, settings, node).compose(link -> {
            if (ended.future().isComplete()) {
                link.close();
                return Future.failedFuture(RedisFailure.passing("closed"));
            }
            links.add(link);
            link.ended().onFailure(failure -> {
                if (links.contains(link)) {
                    end(failure);
                }
            });
            return Future.succeededFuture(link);
        });
    }

    /** Publishes; the future fails when it is not known whether that went well. */
    Future<Response> publish(String channel, byte[] message) {
        Command command = settings.cluster() ? Command.SPUBLISH : Command.PUBLISH;
        // The last one that was opened.
        return links.getLast().send(Request.cmd(command).arg(channel).arg(Buffer.buffer(message)));
    }

    /** Fails with a {@link RedisFailure} when one of the connections has ended; then all have. */
    Future<Void> ended() {
        return ended.future();
    }

    void end(Throwable failure) {
        if (ended.tryFail(failure)) {
            List<Link> all = List.copyOf(links);
            all.forEach(Link::close);
        }
    }
}
