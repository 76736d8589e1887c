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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a Redis or a cluster: those that hear, and those that publish. When one of them ends they all
 * end, and the broker makes a new session: what was missed meanwhile nobody can tell, so there is nothing to be saved by
 * keeping the others. Its methods are called on its event loop.
 */
final class Session {
    private final List<Link> links = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private final Vertx vertx;
    private final RedisSettings settings;
    private final List<String> channels;
    private final BiConsumer<String, Buffer> sink;
    private @Nullable Link publisher;
    private @Nullable Link asker;

    private Session(Vertx vertx, RedisSettings settings, String self, BiConsumer<String, Buffer> sink) {
        this.vertx = vertx;
        this.settings = settings;
        this.sink = sink;
        channels = new ArrayList<>(Channels.of(settings));
        channels.add(Channels.questions(settings));
        channels.add(Channels.answers(settings, self));
    }

    /**
     * Opens all connections.
     *
     * @param first the server to ask
     * @param self the name of this process
     * @param sink takes what is heard, with its channel
     * @return fails with a {@link RedisFailure}; then nothing is left open
     */
    static Future<Session> open(
            Vertx vertx, RedisSettings settings, Node first, String self, BiConsumer<String, Buffer> sink) {
        Session session = new Session(vertx, settings, self, sink);
        Future<Void> opened =
                settings.cluster() ? session.openCluster(first, Channels.of(settings, self)) : session.openOne(first);
        return opened.map(session).onFailure(session::end);
    }

    private Future<Void> openOne(Node node) {
        return subscribe(node, channels).compose(nothing -> link(node)).compose(link -> {
            publisher = link;
            asker = link;
            return Future.succeededFuture();
        });
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
                    for (String each : channels) {
                        byNode.computeIfAbsent(slots.node(Channels.slot(each)), node -> new ArrayList<>())
                                .add(each);
                    }
                    List<Future<Void>> all = new ArrayList<>();
                    byNode.forEach((node, some) -> all.add(subscribe(node, some)));
                    return Future.all(all)
                            .compose(nothing -> link(slots.node(Channels.slot(channel))))
                            .compose(link -> {
                                publisher = link;
                                return link(slots.node(Channels.slot(Channels.questions(settings))));
                            })
                            .compose(link -> {
                                asker = link;
                                return Future.succeededFuture();
                            });
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

    /** Publishes on this process's channel; the future fails when it is not known whether that went well. */
    Future<Response> publish(String channel, byte[] message) {
        return publish(publisher, channel, message);
    }

    /** Likewise on a channel of questions or answers. The response is how many heard it, this process included. */
    Future<Response> publishAside(String channel, byte[] message) {
        return publish(asker, channel, message);
    }

    private Future<Response> publish(@Nullable Link link, String channel, byte[] message) {
        if (link == null) {
            return Future.failedFuture(RedisFailure.passing("not connected yet"));
        }
        Command command = settings.cluster() ? Command.SPUBLISH : Command.PUBLISH;
        return link.send(Request.cmd(command).arg(channel).arg(Buffer.buffer(message)));
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
