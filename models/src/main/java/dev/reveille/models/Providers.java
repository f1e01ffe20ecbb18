package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import dev.reveille.engine.Models;
import dev.reveille.models.ProviderConfig.Kind;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All models by reference: {@code provider:model}, as in {@code openrouter:anthropic/claude-sonnet}
 * or {@code ollama:llama3:8b}; {@code rehearsal} alone is enough.
 *
 * <p>A key is looked up when its provider is first used: a missing one is a failure of the tasks
 * that need it and not of the server.
 */
public final class Providers implements Models, AutoCloseable {
  private static final String OPENROUTER = "openrouter";
  private static final String REHEARSAL = "rehearsal";

  private static final List<ProviderConfig> BUILT_IN =
      List.of(
          builtIn(Kind.OPENAI, "openai", "https://api.openai.com/v1").takingImages(),
          builtIn(Kind.ANTHROPIC, "anthropic", "https://api.anthropic.com/v1").takingImages(),
          builtIn(Kind.GEMINI, "gemini", "https://generativelanguage.googleapis.com/v1beta")
              .takingImages(),
          builtIn(Kind.OPENAI, OPENROUTER, "https://openrouter.ai/api/v1"),
          ProviderConfig.of(Kind.OPENAI, "ollama", "http://localhost:11434/v1", Optional.empty()),
          ProviderConfig.rehearsal(REHEARSAL));

  private final Map<String, ProviderConfig> configs = new LinkedHashMap<>();
  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final ModelsConfig config;
  private final String defaultModel;
  private final Rules rules;
  private final Function<String, Optional<String>> environment;
  private final InstantSource clock;
  private final Watch watch;
  private @Nullable Transport transport;
  private @Nullable Prices prices;
  private @Nullable Windows windows;

  /** Providers that nobody watches. */
  public Providers(
      ModelsConfig config, Function<String, Optional<String>> environment, InstantSource clock) {
    this(config, environment, clock, Watch.NONE);
  }

  /**
   * @param environment the value of an environment variable, if it is set
   * @param watch put round every model
   * @throws IllegalArgumentException if a base URL or the rules file is wrong, naming the place
   */
  public Providers(
      ModelsConfig config,
      Function<String, Optional<String>> environment,
      InstantSource clock,
      Watch watch) {
    this.watch = watch;
    BUILT_IN.forEach(it -> configs.put(it.name(), it));
    config.providers().forEach(it -> configs.put(it.name(), it));
    this.config = config;
    this.environment = environment;
    this.clock = clock;
    this.defaultModel = config.defaultModel().orElseGet(this::standardModel);
    this.rules = config.rehearsalRules().map(RulesFile::read).orElse(Rules.NONE);
    configs.values().stream()
        .filter(it -> it.kind() != Kind.REHEARSAL)
        .forEach(it -> endpoint(it, Optional.empty()));
  }

  private static ProviderConfig builtIn(Kind kind, String name, String baseUrl) {
    return ProviderConfig.of(kind, name, baseUrl, Optional.of(variable(name) + "_API_KEY"));
  }

  private String standardModel() {
    Optional<String> key = environment.apply(variable(OPENROUTER) + "_API_KEY");
    return key.filter(it -> !it.isBlank()).isPresent()
        ? OPENROUTER + ":openrouter/auto"
        : REHEARSAL;
  }

  @Override
  public Choice find(List<String> names) throws ModelException {
    List<Line> lines = new ArrayList<>();
    List<ModelException> unknown = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("") : names) {
      try {
        lines.add(resolve(name));
      } catch (ModelException e) {
        unknown.add(e);
      }
    }
    if (lines.isEmpty()) {
      throw Chain.failure(unknown);
    }
    String all = lines.stream().map(Line::name).collect(Collectors.joining(", "));
    return new Choice(new Chain(lines, unknown), all);
  }

  /**
   * Finds a model.
   *
   * @param reference blank stands for the default model
   * @throws ModelException PERMANENT, if there is no such provider, model or key; it names what
   *     there is
   */
  Line resolve(String reference) throws ModelException {
    Named named = named(reference);
    ProviderConfig provider = named.provider();
    ModelSettings ofModel = ModelSettings.NONE;
    for (PerModel it : config.perModel()) {
      ofModel = named.fits(it) ? ModelSettings.merged(ofModel, it.settings()) : ofModel;
    }
    return new Line(
        provider.name(),
        named.model(),
        watch.round(provider.name(), named.model(), model(provider)),
        ModelSettings.merged(ofModel, provider.settings()),
        takesImages(named));
  }

  /** A model that there is, though perhaps nobody has the key to it. */
  private record Named(ProviderConfig provider, String model) {
    boolean fits(PerModel some) {
      return Patterns.matches(some.model(), reference());
    }

    String reference() {
      return provider.name() + ":" + model;
    }
  }

  private Named named(String reference) throws ModelException {
    String wanted = reference.isBlank() ? defaultModel : reference.strip();
    int colon = wanted.indexOf(':');
    String provider = colon < 0 ? wanted : wanted.substring(0, colon);
    ProviderConfig known = configs.get(provider);
    if (known == null) {
      throw refuse(
          "model \"%s\": there is no provider %s; write provider:model with one of %s"
              .formatted(wanted, provider, String.join(", ", names())));
    }
    return new Named(known, name(known, wanted, colon < 0 ? "" : wanted.substring(colon + 1)));
  }

  private boolean takesImages(Named named) {
    return config.perModel().stream()
        .filter(named::fits)
        .flatMap(it -> it.images().stream())
        .findFirst()
        .orElse(named.provider().images());
  }

  @Override
  public Abilities abilities(List<String> names) {
    Integer least = null;
    boolean images = false;
    boolean known = false;
    for (String name : names.isEmpty() ? List.of("") : names) {
      try {
        Named named = named(name);
        Optional<Integer> window = windows().of(named.reference());
        least = window.isEmpty() || least != null && least < window.get() ? least : window.get();
        images |= takesImages(named);
        known = true;
      } catch (ModelException unknown) {
        continue; // who calls it is told
      }
    }
    return known ? new Abilities(least, images) : Abilities.UNKNOWN;
  }

  /** OpenRouter says itself what a call cost, and a rehearsal costs nothing. */
  @Override
  public List<String> unpriced(List<String> names) {
    List<String> unpriced = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("") : names) {
      try {
        Named named = named(name);
        boolean free = named.provider().kind() == Kind.REHEARSAL;
        boolean tells = named.provider().name().equals(OPENROUTER);
        if (!free && !tells && prices().of(named.reference()).isEmpty()) {
          unpriced.add(named.reference());
        }
      } catch (ModelException unknown) {
        continue; // who calls it is told
      }
    }
    return unpriced;
  }

  /** How the providers are that have been used, without asking them. */
  public List<Health> health() {
    return models.values().stream()
        .filter(Gate.class::isInstance)
        .map(it -> ((Gate) it).health())
        .sorted(Comparator.comparing(Health::provider))
        .toList();
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
      transport = new Transport(config.connectTimeout());
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
      case OPENAI, ANTHROPIC, GEMINI ->
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
    Model made = config.kind() == Kind.REHEARSAL ? new RehearsalModel(rules) : overHttp(config);
    Model first = models.putIfAbsent(config.name(), made);
    return first == null ? made : first;
  }

  private Gate overHttp(ProviderConfig config) throws ModelException {
    Endpoint endpoint = endpoint(config, key(config));
    Dialect dialect = dialect(config.kind());
    var allowances = new Allowances(clock);
    var http = new HttpModel(endpoint, dialect, transport(), prices(), allowances, clock);
    return new Gate(endpoint, http, allowances, config.limits(), clock);
  }

  /** Each is loaded when it is first needed. */
  private static Dialect dialect(Kind kind) {
    return switch (kind) {
      case OPENAI -> new OpenAiDialect();
      case ANTHROPIC -> new AnthropicDialect();
      case GEMINI -> new GeminiDialect();
      case REHEARSAL -> throw new IllegalArgumentException("the rehearsal speaks no protocol");
    };
  }

  private synchronized Prices prices() {
    if (prices == null) {
      prices = new Prices(config.prices());
    }
    return prices;
  }

  private synchronized Windows windows() {
    if (windows == null) {
      windows = new Windows(config.perModel());
    }
    return windows;
  }

  private static String variable(String provider) {
    return provider.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private Endpoint endpoint(ProviderConfig config, Optional<ApiKey> key) {
    String variable = variable(config.name()) + "_BASE_URL";
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
    return new ModelException(Failure.Kind.PERMANENT, why, Optional.empty(), true, false);
  }
}
