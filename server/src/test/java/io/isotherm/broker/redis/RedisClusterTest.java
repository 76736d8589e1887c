package io.isotherm.broker.redis;

import static io.isotherm.broker.redis.Brokers.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Broker;
import io.isotherm.broker.redis.Brokers.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sharded channels, on a cluster of three real servers. */
class RedisClusterTest {
    private static final int[] FIRST_SLOTS = {0, 5_461, 10_923, 16_384};

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    @BeforeEach
    void startCluster() {
        for (int i = 0; i < 3; i++) {
            RedisServer server = RedisServer.startCluster();
            server.call("CLUSTER", "ADDSLOTSRANGE", "" + FIRST_SLOTS[i], "" + (FIRST_SLOTS[i + 1] - 1));
            // All begin with the same epoch, which takes a while to sort out by itself.
            server.call("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            servers.add(server);
        }
        RedisServer first = servers.getFirst();
        servers.stream()
                .skip(1)
                .forEach(server ->
                        first.call("CLUSTER", "MEET", "127.0.0.1", "" + server.port(), "" + server.busPort()));
        awaitCluster();
    }

    @AfterEach
    void stop() {
        peers.forEach(Peer::close);
        servers.forEach(RedisServer::close);
    }

    private void awaitCluster() {
        await("the cluster")
                .atMost(Duration.ofSeconds(60))
                .until(() -> servers.stream()
                        .map(server -> server.call("CLUSTER", "INFO"))
                        .allMatch(info -> info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")));
    }

    private String url() {
        return "redis://" + servers.stream().map(RedisServer::address).collect(Collectors.joining(","))
                + "?cluster=true";
    }

    private Peer peer() {
        Peer peer = Brokers.open(url()).connected();
        peers.add(peer);
        return peer;
    }

    @Test
    void everyProcessHearsEveryOtherOneOverAllShards() {
        List<Peer> all = List.of(peer(), peer(), peer(), peer());
        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < 100; k++) {
                all.get(i).broker().publish(reading(1_000 * i + k));
            }
        }
        for (Peer each : all) {
            await("all readings").until(() -> each.recorder().values().size() == 400);
            for (int i = 0; i < all.size(); i++) {
                int from = 1_000 * i;
                assertThat(each.recorder().values().stream().filter(v -> v >= from && v < from + 1_000))
                        .as("in order of each publisher")
                        .isSorted();
            }
        }
        long withChannels = servers.stream()
                .filter(server -> !server.call("PUBSUB", "SHARDCHANNELS").isEmpty())
                .count();
        assertThat(withChannels).as("shards that take part").isEqualTo(3);
        servers.forEach(server -> assertThat(server.call("PUBSUB", "CHANNELS")).isEmpty());
    }

    @Test
    void aQuestionReachesAllProcessesWhicheverShardTheyPublishOn() {
        List<Peer> all = List.of(peer(), peer(), peer(), peer());
        all.forEach(each -> each.broker().answer("color", question -> new byte[] {1}));
        for (Peer asker : all) {
            Broker.Answers answers = asker.broker().ask("color", new byte[0]).join();
            assertThat(answers.answers()).hasSize(3);
            assertThat(answers.heard()).isEqualTo(3);
        }
    }

    @Test
    void aSlotThatMovesIsFollowed() {
        Peer one = peer();
        Peer other = peer();
        int losses = other.recorder().losses();
        String slot = String.valueOf(Channels.slot("isotherm:news:0"));
        RedisServer from = servers.stream()
                .filter(server -> server.call("PUBSUB", "SHARDCHANNELS").contains("isotherm:news:0"))
                .findFirst()
                .orElseThrow();
        RedisServer to =
                servers.stream().filter(server -> server != from).findFirst().orElseThrow();
        String id = to.call("CLUSTER", "MYID");
        to.call("CLUSTER", "SETSLOT", slot, "NODE", id);
        from.call("CLUSTER", "SETSLOT", slot, "NODE", id);
        await("to be told of a possible loss").until(() -> other.recorder().losses() > losses);
        one.connected();
        other.connected();
        await("the channel to be heard at its new place")
                .until(() -> to.call("PUBSUB", "SHARDNUMSUB", "isotherm:news:0").endsWith("2"));
        one.broker().publish(reading(1));
        await("the reading").until(() -> other.recorder().values().contains(1.0));
    }

    @Test
    void aServerThatDiesAndComesBackIsFoundAgain() {
        Peer one = peer();
        Peer other = peer();
        servers.getFirst().kill();
        one.away();
        other.away();
        int losses = other.recorder().losses();
        servers.getFirst().restart();
        awaitCluster();
        one.connected();
        await("to be told of a possible loss").until(() -> other.recorder().losses() > losses);
        other.connected();
        one.broker().publish(reading(1));
        await("the reading").until(() -> other.recorder().values().contains(1.0));
    }

    @Test
    void aSingleServerIsNotTakenForACluster() {
        try (RedisServer single = RedisServer.start();
                Peer peer = Brokers.open(single.url() + "?cluster=true")) {
            await("the reason").until(() -> peer.broker().check().detail().contains("is not part of a cluster"));
        }
    }
}
