package io.isotherm.store;

/**
 * What was dropped as too old.
 *
 * @param payloads blocks whose readings were dropped while their summary stays
 * @param blocks blocks that were dropped whole
 */
public record Retired(long payloads, long blocks) {}
