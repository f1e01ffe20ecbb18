package dev.reveille.server.json;

import java.util.function.Function;

/**
 * A text on the wire that is a type of its own inside, such as an agent's id. It is written with
 * {@code toString()}.
 *
 * @param expected what callers are told to send, such as {@code an agentId}
 * @param parse throws IllegalArgumentException, whose message callers see, for anything else
 */
public record WireType<T>(Class<T> type, String expected, Function<String, T> parse) {}
