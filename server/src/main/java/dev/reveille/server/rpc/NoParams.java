package dev.reveille.server.rpc;

/** For methods that take nothing. */
public record NoParams() {}
