package io.isotherm.config;

import io.isotherm.Config;
import io.isotherm.Config.Broker;

/** {@code --broker}: the word {@code local}, or where Redis is. */
final class BrokerUrl {
    private static final String LOCAL = "local";

    static final Kind<Broker> KIND = new Kind<>("URL", "local, or redis://HOST or rediss://HOST", BrokerUrl::broker);

    private BrokerUrl() {}

    private static Broker broker(String text) {
        if (text.equals(LOCAL)) {
            return new Config.InProcess();
        }
        if (!text.startsWith("redis://") && !text.startsWith("rediss://")) {
            throw new IllegalArgumentException("no broker");
        }
        try {
            return Config.Redis.of(text);
        } catch (IllegalArgumentException e) {
            throw new Kind.Refused(String.valueOf(e.getMessage()));
        }
    }
}
