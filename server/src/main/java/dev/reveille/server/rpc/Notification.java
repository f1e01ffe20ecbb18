package dev.reveille.server.rpc;

/** An encoded message to clients that asks for no answer; made by {@link Rpc#notification}. */
public record Notification(String text) {}
