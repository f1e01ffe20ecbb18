package dev.reveille.server.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A result, and what to do once its answer is written: so that a subscription's first notification
 * never overtakes the answer that tells its id.
 */
public record AndThen(@Nullable Object result, Runnable afterwards) {}
