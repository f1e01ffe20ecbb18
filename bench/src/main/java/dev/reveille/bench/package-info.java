/** Benchmarks: micro (JMH) and whole scenarios, each beside its limit. */
@NullMarked
package dev.reveille.bench;

import org.jspecify.annotations.NullMarked;
