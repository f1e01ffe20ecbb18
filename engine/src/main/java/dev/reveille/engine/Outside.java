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
    Gauges gauges) {

  /**
   * The same, with the secrets taken out of all that comes in: whatever models and tools say goes
   * through here on its way into the journal and to subscribers, and nothing goes past it.
   */
  public Outside without(Redactor secrets) {
    return new Outside(
        new RedactedModels(models, secrets),
        new RedactedTools(tools, secrets),
        definitions,
        tokens,
        schemas,
        gauges);
  }
}
