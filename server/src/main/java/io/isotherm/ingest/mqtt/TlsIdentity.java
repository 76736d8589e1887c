package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and a key that fit, and what they were read from.
 *
 * @param expires when the certificate ends
 */
record TlsIdentity(Pem pem, Instant expires) {
    /** Those that Vert.x reads. */
    private static final String[] KEY_TYPES = {"RSA", "EC"};

    /** Two files as they are. */
    record Pem(byte[] certificate, byte[] key) {
        boolean isSame(Pem other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }

        PemKeyCertOptions options() {
            return new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(certificate))
                    .setKeyValue(Buffer.buffer(key));
        }
    }

    /**
     * Looks whether the files will do.
     *
     * @throws IOException when they will not, with a sentence for the operator
     */
    static TlsIdentity check(Vertx vertx, TlsFiles files, Pem pem, Instant now) throws IOException {
        X509Certificate certificate = certificate(files, pem.certificate());
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new IOException("The certificate " + files.certificate() + " has expired: it was valid until "
                    + certificate.getNotAfter().toInstant() + ".");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new IOException("The certificate " + files.certificate() + " is not valid before "
                    + certificate.getNotBefore().toInstant() + ": is this machine's clock right?");
        }
        PrivateKey key = key(vertx, pem);
        if (key == null) {
            throw new IOException(
                    "The key " + files.key()
                            + " is no private key of RSA or EC in PEM, or it is encrypted: it begins with -----BEGIN PRIVATE KEY-----.");
        }
        if (!fit(certificate, key)) {
            throw new IOException(
                    "The key " + files.key() + " is not that of the certificate " + files.certificate() + ".");
        }
        return new TlsIdentity(pem, certificate.getNotAfter().toInstant());
    }

    private static X509Certificate certificate(TlsFiles files, byte[] pem) throws IOException {
        try {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            // The first one is the server's own: RFC 8446, section 4.4.2.
            if (chain.iterator().hasNext() && chain.iterator().next() instanceof X509Certificate own) {
                return own;
            }
        } catch (CertificateException e) {
            throw new IOException(noCertificate(files), e);
        }
        throw new IOException(noCertificate(files));
    }

    private static String noCertificate(TlsFiles files) {
        return "The certificate " + files.certificate()
                + " is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.";
    }

    private static @Nullable PrivateKey key(Vertx vertx, Pem pem) {
        try {
            for (KeyManager each : Objects.requireNonNull(pem.options().getKeyManagerFactory(vertx))
                    .getKeyManagers()) {
                for (String type : KEY_TYPES) {
                    String[] aliases = each instanceof X509KeyManager keys ? keys.getServerAliases(type, null) : null;
                    if (aliases != null && aliases.length > 0) {
                        return ((X509KeyManager) each).getPrivateKey(aliases[0]);
                    }
                }
            }
            return null;
        } catch (Exception e) {
            return null;
        }
    }

    private static boolean fit(X509Certificate certificate, PrivateKey key) {
        byte[] message = "isotherm".getBytes(US_ASCII);
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
