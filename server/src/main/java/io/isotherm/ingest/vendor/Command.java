package io.isotherm.ingest.vendor;

/**
 * What a device is to be told, on a topic to which it is subscribed.
 *
 * @param topic without wildcards
 */
public record Command(String topic, byte[] payload) {}
