package dev.reveille.engine;

import java.util.function.DoubleSupplier;

/**
 * What agents can reach outside the engine.
 *
 * @param schemas checks results of tasks that must fit one
 * @param load the share of the machine's processors that is busy, 0 to 1; less than 0 if nobody
 *     knows
 */
public record Outside(
    Models models,
    Tools tools,
    Definitions definitions,
    Tokens tokens,
    Schemas schemas,
    DoubleSupplier load) {}
