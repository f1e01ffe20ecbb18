package dev.reveille.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was given up: a task that died, an event that nobody heard or had room for, mail that came
 * to nothing.
 *
 * @param kind {@code task}, {@code event} or {@code mail}; by it one of the ids is there. An event
 *     that an agent had no room for has that agent's too
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
