package dev.reveille.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was given up: a task that died, an event that nobody heard, mail that came to nothing.
 *
 * @param kind {@code task}, {@code event} or {@code mail}; by it one of the ids is there
 */
public record DeadLetter(
    String deadLetterId,
    String kind,
    String reason,
    Instant at,
    @Nullable String agentId,
    @Nullable String taskId,
    @Nullable String mailId,
    @Nullable String eventId) {}
