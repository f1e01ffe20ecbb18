package dev.reveille.server.telemetry;

/** All figures in a form that a scraper reads. */
public record Page(String contentType, String text) {}
