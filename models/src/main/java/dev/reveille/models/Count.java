package dev.reveille.models;

/**
 * Tokens of one call.
 *
 * @param input all that was sent
 * @param output all that was written
 * @param cached those of the input that were read from the provider's cache
 * @param stored those of the input that were put into it
 */
record Count(long input, long output, long cached, long stored) {}
