package dev.reveille.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail between agents and people.
 *
 * @param status {@code unread}, {@code read}, {@code replied}, {@code archived}, {@code expired} or
 *     {@code bounced}
 * @param expiresAt when it goes back if nobody has begun with it; null in lists
 * @param body null in lists
 */
public record Mail(
    String mailId,
    String from,
    String to,
    String subject,
    Priority priority,
    String threadId,
    @Nullable String replyTo,
    String status,
    Instant receivedAt,
    @Nullable Instant expiresAt,
    @Nullable String body) {}
