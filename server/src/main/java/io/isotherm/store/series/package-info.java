/**
 * The series engine: a journal makes commits durable, heads in memory collect each sensor's newest readings, blocks
 * keep them. Where journal and blocks lie is behind two interfaces, {@link io.isotherm.store.series.Journal} and
 * {@link io.isotherm.store.series.BlockStore}; all that is about series is here.
 */
@NullMarked
package io.isotherm.store.series;

import org.jspecify.annotations.NullMarked;
