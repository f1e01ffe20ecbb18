package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.config.ConfigKeys;
import dev.reveille.server.config.PerModelConfig;
import dev.reveille.server.config.PriceConfig;
import dev.reveille.server.config.ProviderConfig;
import dev.reveille.server.config.SettingsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The parts of docs that are made from the code are those that the code makes today. {@code ./dev
 * docs} writes them.
 */
class ReferenceTest {
  private static final Pattern TABLE =
      Pattern.compile("<!-- (keys|fields): ([\\w. ]+) -->\n.*?<!-- end -->", Pattern.DOTALL);
  private static final Map<String, Class<?>> RECORDS =
      Map.of(
          "provider", ProviderConfig.class,
          "settings", SettingsConfig.class,
          "perModel", PerModelConfig.class,
          "price", PriceConfig.class);

  private final Path docs;
  private final Descriptions descriptions;
  private final List<ConfigKeys.Key> keys = ConfigKeys.all();

  ReferenceTest() throws IOException {
    docs = Sources.root().resolve("docs");
    descriptions = descriptions();
  }

  private static Descriptions descriptions() throws IOException {
    Path root = Sources.root();
    List<Path> records =
        Sources.ofGit(root).stream()
            .filter(file -> file.toString().matches("server/src/main/.*/config/\\w+\\.java"))
            .map(root::resolve)
            .toList();
    return Descriptions.read(records);
  }

  @Test
  void theMethodsAreThoseOfTheOpenRpcDocument() throws IOException {
    Path page = docs.resolve("reference").resolve("protocol-methods.md");
    holds(page, ProtocolReference.of(OpenRpcNames.read()));
  }

  @Test
  void theConfigurationsTablesAreThoseOfItsRecords() throws IOException {
    Path page = docs.resolve("configuration.md");
    List<String> tabled = new ArrayList<>();
    Matcher tables = TABLE.matcher(Files.readString(page));
    StringBuilder made = new StringBuilder();
    while (tables.find()) {
      String kind = tables.group(1);
      List<ConfigKeys.Key> rows = rows(kind, tables.group(2));
      rows.forEach(row -> tabled.add(row.path()));
      String table =
          "<!-- %s: %s -->\n%s<!-- end -->".formatted(kind, tables.group(2), table(kind, rows));
      tables.appendReplacement(made, Matcher.quoteReplacement(table));
    }
    tables.appendTail(made);
    assertThat(keys)
        .extracting(ConfigKeys.Key::path)
        .as("keys that no table of docs/configuration.md has; name their section in one")
        .isSubsetOf(tabled);
    holds(page, made.toString());
  }

  private List<ConfigKeys.Key> rows(String kind, String names) {
    if (kind.equals("fields")) {
      return ConfigKeys.fields(RECORDS.getOrDefault(names, Object.class));
    }
    List<String> sections = List.of(names.split(" "));
    return keys.stream().filter(key -> sections.contains(key.section())).toList();
  }

  private String table(String kind, List<ConfigKeys.Key> rows) {
    StringBuilder table = new StringBuilder();
    boolean isKeys = kind.equals("keys");
    table.append(isKeys ? "| key | default | values | what |\n" : "| field | values | what |\n");
    table.append(isKeys ? "|---|---|---|---|\n" : "|---|---|---|\n");
    for (ConfigKeys.Key row : rows) {
      String what =
          descriptions
              .of(row.record(), row.component())
              .orElseThrow(() ->
                  new AssertionError(
                      "%s does not describe its component %s: give it a @param, then ./dev docs"
                          .formatted(row.record(), row.component())));
      String name = row.path() + (row.value().equals("required") ? "` (required)" : "`");
      table.append(
          isKeys
              ? "| `%s` | %s | %s | %s |\n".formatted(row.path(), row.value(), row.values(), what)
              : "| `%s | %s | %s |\n".formatted(name, row.values(), what));
    }
    return table.toString();
  }

  private static void holds(Path page, String made) throws IOException {
    if (Boolean.getBoolean("reveille.docs.write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, made);
    }
    String committed = Files.exists(page) ? Files.readString(page) : "";
    List<String> old = committed.lines().toList();
    List<String> now = made.lines().toList();
    for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
      assertThat(i < old.size() ? old.get(i) : "(nothing)")
          .as("%s:%d is not what the code makes: run ./dev docs", page, i + 1)
          .isEqualTo(i < now.size() ? now.get(i) : "(nothing)");
    }
  }
}
