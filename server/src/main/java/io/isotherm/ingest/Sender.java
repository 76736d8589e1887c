package io.isotherm.ingest;

/**
 * Who sends.
 *
 * @param protocol how it came: {@code http}, {@code mqtt}, {@code host}, {@code simulate}, {@code replay}; a label of
 *     metrics, so one of few
 * @param id the address, client or file, for people to read; from outside, so never a label
 */
public record Sender(String protocol, String id) {}
