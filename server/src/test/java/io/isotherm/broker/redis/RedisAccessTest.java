package io.isotherm.broker.redis;

import static io.isotherm.broker.redis.Brokers.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.Brokers.Peer;
import io.isotherm.ops.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what the operator is told where somebody is not. */
class RedisAccessTest {
    @TempDir
    Path folder;

    private static void assertTold(Peer peer, String reason) {
        await("the reason").untilAsserted(() -> {
            Health health = peer.broker().check();
            assertThat(health.state()).isEqualTo(Health.State.DEGRADED);
            assertThat(health.detail()).contains(reason).doesNotContain("s3cret");
        });
        peer.broker().publish(reading(1));
        await("this process hears it all the same")
                .until(() -> peer.recorder().values().contains(1.0));
    }

    private static void assertTalk(String url) {
        try (Peer one = Brokers.open(url).connected();
                Peer other = Brokers.open(url).connected()) {
            one.broker().publish(reading(1));
            await("the reading").until(() -> other.recorder().values().contains(1.0));
        }
    }

    @Test
    void aUserThatMayDoNoMoreThanNeededIsEnough() {
        try (RedisServer redis = RedisServer.start()) {
            redis.call("ACL", "SETUSER", "isotherm", "on", ">s3cret:/@", "resetchannels", "&isotherm:*", "-@all");
            redis.call("ACL", "SETUSER", "isotherm", "+hello", "+ping", "+subscribe", "+publish");
            assertTalk("redis://isotherm:s3cret%3A%2F%40@" + redis.address());
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() {
        try (RedisServer redis = RedisServer.start()) {
            redis.call("ACL", "SETUSER", "isotherm", "on", ">another", "allchannels", "+@all");
            try (Peer peer = Brokers.open("redis://isotherm:s3cret@" + redis.address())) {
                assertTold(peer, "Redis at " + redis.address() + " refuses the user or the password");
                redis.call("ACL", "SETUSER", "isotherm", ">s3cret");
                peer.connected();
            }
        }
    }

    @Test
    void aUserThatMayNotHearTheChannelIsTold() {
        try (RedisServer redis = RedisServer.start()) {
            redis.call("ACL", "SETUSER", "isotherm", "on", ">s3cret", "resetchannels", "&other:*", "+@all");
            try (Peer peer = Brokers.open("redis://isotherm:s3cret@" + redis.address())) {
                assertTold(peer, "does not let this user do it");
            }
        }
    }

    @Test
    void aUserThatMayNotPublishIsTold() {
        try (RedisServer redis = RedisServer.start()) {
            redis.call(
                    "ACL",
                    "SETUSER",
                    "isotherm",
                    "on",
                    ">s3cret",
                    "allchannels",
                    "-@all",
                    "+hello",
                    "+ping",
                    "+subscribe");
            try (Peer peer = Brokers.open("redis://isotherm:s3cret@" + redis.address())) {
                assertTold(peer, "does not let this user do it");
                assertThat(peer.recorder().losses())
                        .as("times that it was taken for connected")
                        .isZero();
            }
        }
    }

    @Test
    void overTlsWithAnAuthorityOfOnesOwn() {
        Certificate own = Certificate.create(folder);
        try (RedisServer redis = RedisServer.startTls(
                "--tls-cert-file",
                own.certificate().toString(),
                "--tls-key-file",
                own.key().toString(),
                "--tls-ca-cert-file",
                own.certificate().toString(),
                "--tls-auth-clients",
                "no")) {
            String url = "rediss://" + redis.address();
            assertTalk(url + "?ca=" + own.certificate());
            try (Peer peer = Brokers.open(url)) {
                assertTold(peer, "do not agree on TLS: unable to find valid certification path");
            }
            try (Peer peer = Brokers.open(url + "?ca=" + folder.resolve("none.pem"))) {
                assertTold(peer, "none.pem");
            }
        }
    }

    @Test
    void overTlsWithACertificateOfTheClient() {
        Certificate own = Certificate.create(folder);
        try (RedisServer redis = RedisServer.startTls(
                "--tls-cert-file",
                own.certificate().toString(),
                "--tls-key-file",
                own.key().toString(),
                "--tls-ca-cert-file",
                own.certificate().toString())) {
            String url = "rediss://" + redis.address() + "?ca=" + own.certificate();
            assertTalk(url + "&cert=" + own.certificate() + "&key=" + own.key());
            try (Peer peer = Brokers.open(url)) {
                assertTold(peer, "Redis at " + redis.address());
            }
        }
    }

    @Test
    void aServerThatIsTooOldIsNamedWithItsVersion() throws IOException {
        // Says what a Redis 6 says to HELLO, whatever it is asked: an old server is not to be had everywhere.
        String hello = "%2\r\n$7\r\nversion\r\n$6\r\n6.2.14\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n";
        try (ServerSocket old = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!old.isClosed()) {
                    try (Socket socket = old.accept()) {
                        byte[] room = new byte[1_000];
                        while (socket.getInputStream().read(room) > 0) {
                            socket.getOutputStream().write(hello.getBytes(StandardCharsets.UTF_8));
                        }
                    } catch (IOException e) {
                        // The next one, until the test is over.
                    }
                }
            });
            try (Peer peer = Brokers.open("redis://127.0.0.1:" + old.getLocalPort())) {
                assertTold(peer, "is of version 6.2.14; it takes 7 or newer");
            }
        }
    }

    @Test
    void withoutAnAnswerItSaysWhere() {
        try (Peer peer = Brokers.open("redis://127.0.0.1:1")) {
            assertTold(peer, "Redis at 127.0.0.1:1 does not answer");
            assertThat(peer.count("shed")).isEqualTo(1);
        }
        try (Peer peer = Brokers.open("redis://no-such-host.invalid")) {
            assertTold(peer, "Redis at no-such-host.invalid:6379");
        }
    }
}
