package dev.reveille.models;

/**
 * How a provider is that has been used.
 *
 * @param ok whether it is asked at all
 * @param detail what limits it, and what last went wrong
 */
public record Health(String provider, boolean ok, String detail) {}
