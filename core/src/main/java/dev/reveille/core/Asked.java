package dev.reveille.core;

/**
 * What a model was told before it replied, as fingerprints of its parts: eight hexadecimal digits
 * each. The texts themselves are not kept, but whether they are still the same can be seen.
 *
 * @param system the system prompt
 * @param tools names, descriptions and schemas of the tools it was offered
 * @param messages the conversation without the system prompt
 * @param settings the model's name, and how it was to answer
 */
public record Asked(String system, String tools, String messages, String settings) {}
