package dev.reveille.engine;

/**
 * What agents can reach outside the engine.
 *
 * @param schemas checks results of tasks that must fit one
 */
public record Outside(
    Models models,
    Tools tools,
    Definitions definitions,
    Tokens tokens,
    Schemas schemas,
    Gauges gauges) {}
