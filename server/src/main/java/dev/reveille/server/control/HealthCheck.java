package dev.reveille.server.control;

/**
 * One thing that can be well or not.
 *
 * @param detail what is wrong and what to do, or what is well
 */
public record HealthCheck(String name, boolean ok, String detail) {}
