package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All models by reference: {@code provider:model}, as in {@code openrouter:anthropic/claude-sonnet}
 * or {@code ollama:llama3:8b}; {@code rehearsal} alone is enough.
 *
 * <p>A key is looked up when its provider is first used: a missing one is a failure of the tasks
 * that need it and not of the server.
 */
public final class Providers implements AutoCloseable {

  private static final List<ProviderConfig> BUILT_IN =
      List.of(
          ProviderConfig.openAi(
              "openai", "https://api.openai.com/v1", Optional.of("OPENAI_API_KEY")),
          ProviderConfig.openAi(
              "openrouter", "https://openrouter.ai/api/v1", Optional.of("OPENROUTER_API_KEY")),
          ProviderConfig.openAi("ollama", "http://localhost:11434/v1", Optional.empty()),
          ProviderConfig.rehearsal("rehearsal"));

  private final Map<String, ProviderConfig> configs = new LinkedHashMap<>();
  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final String defaultModel;
  private final Rules rules;
  private final Function<String, Optional<String>> environment;
  private final InstantSource clock;
  private @Nullable Transport transport;

  /**
   * @param model asked by the name in {@code name}
   */
  public record Resolved(Model model, String provider, String name) {}

  /**
   * @param environment the value of an environment variable, if it is set
   * @throws IllegalArgumentException if a base URL or the rules file is wrong, naming the place
   */
  public Providers(
      ModelsConfig config, Function<String, Optional<String>> environment, InstantSource clock) {
    BUILT_IN.forEach(it -> configs.put(it.name(), it));
    config.providers().forEach(it -> configs.put(it.name(), it));
    this.defaultModel = config.defaultModel();
    this.environment = environment;
    this.clock = clock;
    this.rules = config.rehearsalRules().map(RulesFile::read).orElse(Rules.NONE);
    configs.values().stream()
        .filter(it -> it.kind() == ProviderConfig.Kind.OPENAI)
        .forEach(it -> endpoint(it, Optional.empty()));
  }

  /**
   * Finds a model.
   *
   * @param reference blank stands for the default model
   * @throws ModelException PERMANENT, if there is no such provider, model or key; it names what
   *     there is
   */
  public Resolved resolve(String reference) throws ModelException {
    String wanted = reference.isBlank() ? defaultModel : reference.strip();
    int colon = wanted.indexOf(':');
    String provider = colon < 0 ? wanted : wanted.substring(0, colon);
    ProviderConfig config = configs.get(provider);
    if (config == null) {
      throw refuse(
          "model \"%s\": there is no provider %s; write provider:model with one of %s"
              .formatted(wanted, provider, String.join(", ", names())));
    }
    String name = name(config, wanted, colon < 0 ? "" : wanted.substring(colon + 1));
    return new Resolved(model(config), provider, name);
  }

  /** The providers' names. */
  public List<String> names() {
    return List.copyOf(configs.keySet());
  }

  /** Cuts all calls under way. */
  @Override
  public synchronized void close() {
    if (transport != null) {
      transport.close();
    }
  }

  /** Made when first needed: a server that only rehearses starts faster without it. */
  private synchronized Transport transport() {
    if (transport == null) {
      transport = new Transport();
    }
    return transport;
  }

  private static String name(ProviderConfig config, String wanted, String given)
      throws ModelException {
    List<String> known = config.models();
    if (!given.isEmpty()) {
      if (!known.isEmpty() && !known.contains(given)) {
        throw refuse(
            "model \"%s\": provider %s is configured for %s only"
                .formatted(wanted, config.name(), String.join(", ", known)));
      }
      return given;
    }
    if (!known.isEmpty()) {
      return known.getFirst();
    }
    return switch (config.kind()) {
      case REHEARSAL -> config.name();
      case OPENAI ->
          throw refuse(
              "model \"%s\" names a provider but no model; write %s:<model>"
                  .formatted(wanted, config.name()));
    };
  }

  private Model model(ProviderConfig config) throws ModelException {
    Model known = models.get(config.name());
    if (known != null) {
      return known;
    }
    Model made =
        switch (config.kind()) {
          case REHEARSAL -> new RehearsalModel(rules);
          case OPENAI -> new OpenAiModel(endpoint(config, key(config)), transport(), clock);
        };
    Model first = models.putIfAbsent(config.name(), made);
    return first == null ? made : first;
  }

  private Endpoint endpoint(ProviderConfig config, Optional<ApiKey> key) {
    String variable = config.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_BASE_URL";
    String url = environment.apply(variable).or(config::baseUrl).orElse("").strip();
    try {
      return new Endpoint(
          config.name(), URI.create(url), config.apiKeyEnv(), key, config.maxReplyChars());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "provider %s: %s (from baseUrl or %s)".formatted(config.name(), e.getMessage(), variable),
          e);
    }
  }

  private Optional<ApiKey> key(ProviderConfig config) throws ModelException {
    if (config.apiKeyEnv().isEmpty()) {
      return Optional.empty();
    }
    String variable = config.apiKeyEnv().get();
    try {
      Optional<ApiKey> key = ApiKey.of(environment.apply(variable));
      if (key.isEmpty()) {
        throw refuse(
            "provider %s has no key: set the environment variable %s"
                .formatted(config.name(), variable));
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw refuse(
          "provider %s cannot use the key in %s: %s"
              .formatted(config.name(), variable, e.getMessage()));
    }
  }

  private static ModelException refuse(String why) {
    return new ModelException(Failure.Kind.PERMANENT, why, Optional.empty());
  }
}
