package dev.reveille.engine;

import java.util.function.DoubleSupplier;

/**
 * What agents can reach outside the engine.
 *
 * @param load the share of the machine's processors that is busy, 0 to 1; less than 0 if nobody
 *     knows
 */
public record Outside(
    Models models, Tools tools, Definitions definitions, Tokens tokens, DoubleSupplier load) {}
