package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Entry;
import dev.reveille.server.config.ConfigKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and docs call by name exists under that name. */
class NamesTest {
  private static final Pattern OF_PROTOCOL =
      Pattern.compile("(?<!/)\\b(async\\.[A-Za-z.]+\\w|rpc\\.discover)");
  private static final Pattern WITH_FIELDS = Pattern.compile("([a-z]+[A-Z]\\w*) \\{([^}]*)\\}?.*");

  /** Names that can only be ones of ours: two words in one. */
  private static final Pattern NAME =
      Pattern.compile("[a-z]+[A-Z]\\w*|[A-Z][a-z]+[A-Z]\\w*|REVEILLE_[A-Z_]+|[a-z]+(_[a-z]+)+");

  /** Names that are not ours: of AIWhisperer, of OTLP, of LangChain4j. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "sendUserMessage",
          "use_refactored_async_agents",
          "kvpList",
          "returnBehavior",
          "searchBehavior");

  private static final Pattern ERROR = Pattern.compile("\\| (-32\\d+) \\| `(\\w+)` \\|.*");

  private static final List<Page.Found> NONE = List.of();

  private final List<Page> pages;
  private final OpenRpcNames protocol;

  NamesTest() throws IOException {
    pages = Page.all();
    protocol = OpenRpcNames.read();
  }

  private List<String> wrong(UnaryOperator<String> complaint) {
    List<String> wrong = new ArrayList<>();
    for (Page page : pages) {
      // A decision record may name what was turned down, or is no more.
      for (Page.Found code : page.file().startsWith("docs/adr") ? NONE : page.codes()) {
        String said = complaint.apply(code.text());
        if (!said.isEmpty()) {
          wrong.add(page.at(code.line()) + " `" + code.text() + "`: " + said);
        }
      }
    }
    return wrong;
  }

  @Test
  void methodsAndNotificationsAreThoseOfTheProtocol() {
    assertThat(wrong(this::protocolComplaint)).isEmpty();
  }

  private String protocolComplaint(String code) {
    Matcher names = OF_PROTOCOL.matcher(code);
    while (names.find()) {
      String name = names.group();
      boolean known =
          protocol.methods().containsKey(name)
              || protocol.notifications().stream()
                  .anyMatch(n -> n.equals(name) || n.startsWith(name + '.'))
              || name.equals("async.enabled");
      if (!known) {
        return "there is no " + name + " in docs/openrpc.json";
      }
    }
    return "";
  }

  @Test
  void whatStandsInBracesBehindAMethodAreItsParams() {
    assertThat(wrong(this::paramsComplaint)).isEmpty();
  }

  private String paramsComplaint(String code) {
    Matcher call = WITH_FIELDS.matcher(code);
    if (!call.matches() || !protocol.hasMethod(call.group(1))) {
      return "";
    }
    // Either what it takes, or, of methods that answer more than they take, what it answers.
    Set<String> params = protocol.params(call.group(1)).keySet();
    List<String> named =
        Stream.of(call.group(2).split("[,\\s]+")).filter(w -> w.matches("[a-z]\\w*")).toList();
    boolean answers = params.isEmpty() || named.stream().noneMatch(params::contains);
    return answers
        ? ""
        : named.stream()
            .filter(name -> !params.contains(name))
            .findFirst()
            .map(name -> call.group(1) + " has no param " + name)
            .orElse("");
  }

  @Test
  void namesAreNamesOfTheCode() throws IOException {
    Set<String> known = wordsOfTheCode();
    assertThat(
            wrong(code ->
                NAME.matcher(code).matches() && !known.contains(code)
                    ? "nothing in the code has this name"
                    : ""))
        .isEmpty();
  }

  private Set<String> wordsOfTheCode() throws IOException {
    Sources sources = Sources.read();
    Set<String> words = new HashSet<>(OF_OTHERS);
    for (Path file : sources.files) {
      String name = file.toString();
      if (!name.endsWith(".md") && !name.contains("/resources/META-INF")) {
        for (String line : sources.lines(file)) {
          words.addAll(List.of(line.split("\\W+")));
        }
      }
    }
    ConfigKeys.all().forEach(key -> words.add(key.variable()));
    return words;
  }

  @Test
  void configurationKeysExist() {
    Set<String> keys = new HashSet<>();
    ConfigKeys.all().forEach(key -> keys.add(key.path()));
    Set<String> sections = new HashSet<>();
    keys.forEach(key -> sections.add(key.substring(0, key.indexOf('.'))));
    assertThat(
            wrong(code -> {
              boolean dotted = code.matches("[a-z]+(\\.[a-z]+[A-Z]\\w*)+");
              boolean ours = dotted && sections.contains(code.substring(0, code.indexOf('.')));
              // The data of an error or an event may stand before a dot, too.
              boolean known =
                  code.startsWith("data.")
                      || protocol.methods().containsKey(code)
                      || keys.stream()
                          .anyMatch(key -> key.equals(code) || key.startsWith(code + '.'));
              return ours && !known ? "there is no such key of the configuration" : "";
            }))
        .isEmpty();
  }

  @Test
  void theTableOfErrorsIsThatOfTheProtocol() {
    List<String> documented = new ArrayList<>();
    for (Page page : pages) {
      if (page.file().equals(Path.of("docs", "protocol.md"))) {
        for (String line : page.lines()) {
          Matcher error = ERROR.matcher(line);
          if (error.matches()) {
            documented.add(error.group(2) + " " + error.group(1));
          }
        }
      }
    }
    List<String> real = new ArrayList<>();
    protocol
        .document()
        .path("components")
        .path("errors")
        .properties()
        .forEach(e -> real.add(e.getKey() + " " + e.getValue().path("code").asInt()));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(real);
  }

  @Test
  void theConceptsTellOfEveryEntry() {
    Set<String> told = new HashSet<>();
    for (Page page : pages) {
      if (page.file().startsWith(Path.of("docs", "concepts"))) {
        page.codes().forEach(code -> told.addAll(List.of(code.text().split("\\W+"))));
      }
    }
    assertThat(leaves(Entry.class).map(Class::getSimpleName).filter(name -> !told.contains(name)))
        .isEmpty();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(NamesTest::leaves)
        : Stream.of(type);
  }
}
