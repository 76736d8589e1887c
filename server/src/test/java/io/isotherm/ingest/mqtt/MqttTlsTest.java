package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.Certificate;
import io.isotherm.ingest.Readings;
import io.isotherm.ingest.RecordingDoor;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttTlsTest {
    private static Certificate one;
    private static Certificate other;

    private final RecordingDoor door = new RecordingDoor();
    private final Vertx vertx = Vertx.vertx();
    private final List<MqttListener> listeners = new ArrayList<>();

    @TempDir
    Path folder;

    private TlsFiles files;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws IOException {
        one = Certificate.create(Files.createDirectory(folder.resolve("one")));
        other = Certificate.create(Files.createDirectory(folder.resolve("other")));
    }

    @BeforeEach
    void files() throws IOException {
        files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        put(one);
    }

    @AfterEach
    void stop() {
        listeners.forEach(MqttListener::close);
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void mosquittoPublishesByTlsWithUserAndPassword(String version) throws Exception {
        int port = start().port();
        assertThat(publish(port, one, "-V", version, "-u", "u", "-P", "secret")).isZero();
        await().until(() -> door.arrivals().size() == 1);
        assertThat(Readings.of(door.arrivals().getFirst().batch())).containsExactly("k temperature 21.5");

        assertThat(publish(port, one, "-u", "u", "-P", "wrong")).isNotZero();
        assertThat(publish(port, other, "-u", "u", "-P", "secret"))
                .as("who trusts another certificate does not connect")
                .isNotZero();
        assertThat(door.arrivals()).hasSize(1);
    }

    @Test
    void aTokenMayBeTheUserName() throws Exception {
        int port = start().port();
        assertThat(publish(port, one, "-u", "secret")).isZero();
        assertThat(publish(port, one, "-u", "public")).isNotZero();
    }

    @Test
    void versions12And13OfTlsAreSpoken() throws Exception {
        int port = start().port();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = socket(port, version)) {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
    }

    @Test
    void bytesThatAreNoTlsDoNoHarm() throws Exception {
        int port = start().port();
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.connect("c", 0, null, null));
            assertThat(client.readToEnd()).doesNotStartWith("20");
        }
        assertThat(publish(port, one, "-u", "secret")).isZero();
    }

    @Test
    void aNewCertificateIsTakenWithoutANewStart() throws Exception {
        MqttListener listener = start();
        assertThat(listener.lookForCertificate()).as("nothing has changed").isFalse();

        put(other);

        assertThat(listener.lookForCertificate()).isTrue();
        assertThat(publish(listener.port(), other, "-u", "secret")).isZero();
        assertThat(publish(listener.port(), one, "-u", "secret")).isNotZero();
        assertThat(listener.check()).isEqualTo(Health.OK);
    }

    @Test
    void aNewCertificateIsFoundByItself() throws Exception {
        MqttListener listener = start();
        put(other);
        await().atMost(Duration.ofSeconds(20)).until(() -> publish(listener.port(), other, "-u", "secret") == 0);
    }

    @Test
    void theOneBeforeStaysInUseWhileTheNewOneWillNotDo() throws Exception {
        MqttListener listener = start();
        Files.copy(other.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(listener.lookForCertificate()).isFalse();

        assertThat(publish(listener.port(), one, "-u", "secret")).isZero();
        assertThat(listener.check().state()).isEqualTo(Health.State.DEGRADED);
        assertThat(listener.check().detail())
                .contains("still in use")
                .contains(files.key() + " is not that of the certificate " + files.certificate());
        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(listener.lookForCertificate()).isTrue();
        assertThat(listener.check()).isEqualTo(Health.OK);
    }

    @Test
    void whatIsWrongWithTheFilesEndsTheStartAndIsSaid() throws Exception {
        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        refused("The key " + files.key() + " is not that of the certificate " + files.certificate());
        Files.writeString(
                files.key(), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        refused("The key " + files.key() + " is no private key of RSA or EC in PEM, or it is encrypted");
        Files.writeString(files.key(), "");
        refused("The key " + files.key() + " is no private key of RSA or EC in PEM");
        Files.delete(files.key());
        refused("The key " + files.key() + " is not there.");
        put(one);
        Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        refused("The certificate " + files.certificate() + " is no certificate in PEM");
        Files.writeString(files.certificate(), "");
        refused("The certificate " + files.certificate() + " is no certificate in PEM");
        Files.delete(files.certificate());
        Files.createDirectory(files.certificate());
        refused("The certificate " + files.certificate() + " is a folder, not a file.");
        Files.delete(files.certificate());
        refused("The certificate " + files.certificate() + " is not there. See --mqtt-cert and --mqtt-key.");
    }

    @Test
    void aCertificateThatIsNotValidNowEndsTheStart() throws Exception {
        Path made = Files.createDirectory(folder.resolve("made"));
        put(Certificate.create(made, "-startdate", "-3d", "-validity", "1"));
        refused("has expired: it was valid until ");
        put(Certificate.create(made, "-startdate", "+2d"));
        refused("is not valid before ");
    }

    @Test
    void aKeyOfEllipticCurvesWillDoAndOthersAreRefused() throws Exception {
        Path made = Files.createDirectory(folder.resolve("made"));
        put(Certificate.create(made, "-keyalg", "Ed25519", "-keysize", "255"));
        refused("is no private key of RSA or EC in PEM");
        Certificate certificate = Certificate.create(made, "-keyalg", "EC", "-keysize", "256");
        put(certificate);
        assertThat(publish(start().port(), certificate, "-u", "secret")).isZero();
    }

    private void refused(String why) {
        assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    private void put(Certificate certificate) throws IOException {
        Files.copy(certificate.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private MqttListener start() throws IOException {
        MqttListener listener = new MqttListener(
                vertx,
                MqttSettings.of("127.0.0.1", 0).withTls(files),
                Admissions.byToken("secret"),
                new TopicDecoders(List.of()),
                door,
                new SimpleMeterRegistry());
        listeners.add(listener);
        listener.start();
        return listener;
    }

    private static int publish(int port, Certificate trusted, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Programs.find("mosquitto_pub"),
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "--cafile",
                trusted.certificate().toString(),
                "-q",
                "1",
                "-t",
                "isotherm/k",
                "-m",
                "21.5"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
        return process.exitValue();
    }

    private static SSLSocket socket(int port, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
