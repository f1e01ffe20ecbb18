package dev.reveille.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that was published for agents to hear.
 *
 * @param event its name
 * @param data any JSON; a null node if it has none
 */
public record Event(
    String eventId,
    String event,
    Priority priority,
    @Nullable String source,
    @Nullable String subject,
    JsonNode data,
    Instant at) {}
