package dev.reveille.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that waits until somebody agrees.
 *
 * @param arguments the text that the model wrote
 * @param expiresAt no answer until then is a no
 */
public record Approval(
    String approvalId,
    String agentId,
    String taskId,
    String tool,
    @Nullable String arguments,
    Instant requestedAt,
    Instant expiresAt) {}
