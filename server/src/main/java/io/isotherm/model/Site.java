package io.isotherm.model;

import java.time.ZoneId;

/**
 * A place with devices: a pharmacy, a cold store, a truck.
 *
 * @param id text of {@code [a-z0-9-]}, unique, stable
 * @param zone the time zone in which its days are counted
 * @param version counts the changes, from 1
 */
public record Site(String id, String name, ZoneId zone, long version) {}
