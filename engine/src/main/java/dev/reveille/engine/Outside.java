package dev.reveille.engine;

/** What agents can reach outside the engine. */
public record Outside(
    Models models, Tools tools, Definitions definitions, Tokens tokens, Gauges gauges) {}
