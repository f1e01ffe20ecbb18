package dev.reveille.server;

import dev.reveille.core.Event;
import dev.reveille.engine.Redactor;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.McpConfig;
import dev.reveille.server.config.ProviderConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that this server knows of: what it holds in its environment and its configuration,
 * and would not have anybody read in the journal or the log.
 */
final class Secrets {
  private static final Pattern NAMED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern WITH_PASSWORD =
      Pattern.compile("[A-Za-z0-9+.-]+://[^:/@\\s]*:(\\S+)@.*");

  /** Variables that configurations refer to and that are no secrets. */
  private static final Set<String> PLAIN =
      Set.of("PATH", "HOME", "USER", "PWD", "LANG", "TZ", "TMPDIR", "HOSTNAME");

  /** Beside what names say: headers whose purpose is to let somebody in. */
  private static final List<String> HEADERS = List.of("*AUTH*", "*COOKIE*");

  private final List<String> names;
  private final Map<String, String> environment;
  private final Set<String> values = new HashSet<>();

  private Secrets(List<String> names, Map<String, String> environment) {
    this.names = names;
    this.environment = environment;
  }

  static Redactor of(Config config, Map<String, String> environment) {
    Secrets secrets = new Secrets(config.secrets().variables(), environment);
    secrets.ofEnvironment();
    if (config.server().token() != null) {
      secrets.add(config.server().token().value());
    }
    secrets.add(environment.get(Objects.requireNonNullElse(config.store().passwordEnv(), "")));
    for (ProviderConfig provider : config.models().providers()) {
      secrets.add(environment.get(Objects.requireNonNullElse(provider.apiKeyEnv(), "")));
      secrets.password(provider.baseUrl());
    }
    config.mcp().servers().values().forEach(secrets::ofServer);
    return Redactor.of(secrets.values);
  }

  private void ofEnvironment() {
    environment.forEach((name, value) -> {
      if (isSecret(name, List.of())) {
        add(value);
      }
      password(value);
    });
  }

  private void ofServer(McpConfig.Server server) {
    pairs(server.env()).forEach(it -> pair(it, List.of()));
    pairs(server.headers()).forEach(it -> pair(it, HEADERS));
    password(server.url());
    List<String> texts = new ArrayList<>();
    Stream.of(server.command(), server.url()).filter(Objects::nonNull).forEach(texts::add);
    texts.addAll(Objects.requireNonNullElse(server.args(), List.of()));
    texts.forEach(this::variables);
  }

  private static Set<Map.Entry<String, String>> pairs(@Nullable Map<String, String> map) {
    return map == null ? Set.of() : map.entrySet();
  }

  private void pair(Map.Entry<String, String> pair, List<String> also) {
    variables(pair.getValue());
    if (isSecret(pair.getKey(), also)) {
      add(fill(pair.getValue()));
    }
    password(pair.getValue());
  }

  private boolean isSecret(String name, List<String> also) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Stream.concat(names.stream(), also.stream())
        .anyMatch(pattern -> Event.matches(pattern, upper));
  }

  /** What a text takes from the environment is a secret, whatever its name: that is why it does. */
  private void variables(String text) {
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      if (!PLAIN.contains(named.group(1))) {
        add(environment.get(named.group(1)));
      }
    }
  }

  private String fill(String text) {
    return NAMED
        .matcher(text)
        .replaceAll(it -> Matcher.quoteReplacement(environment.getOrDefault(it.group(1), "")));
  }

  /** Of {@code https://user:password@host/}, and of what a database is connected to by. */
  private void password(@Nullable String url) {
    Matcher with = WITH_PASSWORD.matcher(url == null ? "" : url.strip());
    if (with.matches()) {
      add(with.group(1));
    }
  }

  /** The whole, its words ({@code Bearer abc}) and its lines (a key in PEM). */
  private void add(@Nullable String value) {
    if (value == null) {
      return;
    }
    values.add(value.strip());
    for (String word : value.split("\\s+")) {
      if (word.length() >= Redactor.SHORTEST * 2) {
        values.add(word);
      }
    }
  }
}
