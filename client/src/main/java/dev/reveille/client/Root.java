package dev.reveille.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The command that all others stand below: what they share, and how they are told apart. */
@Command(
    name = "reveille",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "A durable runtime for asynchronous AI agents.",
    footer = {
      "",
      "Environment: REVEILLE_URL, REVEILLE_TOKEN, NO_COLOR.",
      "Exit codes:  0 done, 1 refused, failed or nobody there, 2 usage.",
      "Try first:   reveille demo"
    })
final class Root {

  private static final OptionSpec HELP =
      OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build();

  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The server (default: REVEILLE_URL or http://127.0.0.1:7717).")
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = ScopeType.INHERIT,
      description = "The server's token (default: REVEILLE_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON, on one line, for other programs.")
  private boolean json;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto (default: on a terminal, unless NO_COLOR is set), always or never.")
  private Colours colours = Colours.AUTO;

  /** When words are coloured. */
  enum Colours {
    AUTO,
    ALWAYS,
    NEVER
  }

  private Root(Shell shell) {
    this.shell = shell;
  }

  static int run(Shell shell, String... args) {
    return commandLine(shell, args).execute(args);
  }

  /** The model of all commands. */
  static CommandLine all(Shell shell) {
    return commandLine(shell);
  }

  private static CommandLine commandLine(Shell shell, String... args) {
    Root root = new Root(shell);
    CommandLine line = new CommandLine(root);
    Commands.wanted(args).forEach((name, command) -> line.addSubcommand(name, command.apply(root)));
    everywhere(line);
    return line.registerConverter(Duration.class, Root::duration)
        .registerConverter(OffsetDateTime.class, Root::instant)
        .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(shell.terminal())
        .setParameterExceptionHandler(Root::misunderstood)
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> Problems.told(shell, root.json, problem));
  }

  private static void everywhere(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(HELP);
    }
    spec.usageMessage().abbreviateSynopsis(spec.options().size() > 9);
    spec.usageMessage().description(paragraphs(spec.usageMessage().description()));
    line.getSubcommands().values().forEach(Root::everywhere);
  }

  /**
   * The first sentence, which the list of commands shows, and the rest: lines break where they
   * must.
   */
  private static String[] paragraphs(String[] lines) {
    return String.join(" ", lines).split("(?<=[.])(?<![.][.]) ", 2);
  }

  private static int misunderstood(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    if (Arrays.asList(args).contains("--json")) {
      err.println(Problems.json("misuse", problem));
      return 2;
    }
    err.println("error: " + ("" + problem.getMessage()).replaceFirst("^Error: ", ""));
    if (!command.getSubcommands().isEmpty()) {
      if (!UnmatchedArgumentException.printSuggestions(problem, err)) {
        command.usage(err);
      }
    } else {
      err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return 2;
  }

  private static Duration duration(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }

  private static OffsetDateTime instant(String text) {
    return Text.instant(text)
        .map(at -> OffsetDateTime.parse(text))
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + text + "' is not an instant; write it like 2027-01-31T09:00:00Z"));
  }

  Shell shell() {
    return shell;
  }

  /** What was typed cannot be meant. Told with the command that it was typed for; exit code 2. */
  ParameterException misuse(String why) {
    CommandLine typed = line();
    while (typed.getParseResult() != null && typed.getParseResult().hasSubcommand()) {
      typed = typed.getParseResult().subcommand().commandSpec().commandLine();
    }
    return new ParameterException(typed, why);
  }

  CommandLine line() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the spec");
    }
    return spec.commandLine();
  }

  boolean json() {
    return json;
  }

  ReveilleClient client() {
    try {
      return new Target(Optional.ofNullable(url), Optional.ofNullable(token)).client(shell.env());
    } catch (IllegalArgumentException wrong) {
      throw misuse("" + wrong.getMessage());
    }
  }

  /** How things are shown now. */
  Look look() {
    boolean coloured =
        switch (colours) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> shell.terminal() && shell.env().getOrDefault("NO_COLOR", "").isEmpty();
        };
    int width = shell.terminal() ? shell.size().get().columns() : Look.ENDLESS;
    return new Look(coloured, width, shell.clock().instant());
  }

  /** Shows what a call answers: once, or anew whenever it may have changed. */
  int show(View view, Watching watching) throws IOException, InterruptedException {
    return watching.given()
        ? new LiveView(this, view).run()
        : call(view.method(), view.params(), view.shown());
  }

  /** Calls a method and prints its result: for people as {@code shown}, for programs as JSON. */
  int call(String method, JsonNode params, Function<JsonNode, String> shown) throws IOException {
    print(client().call(method, params), shown);
    return 0;
  }

  void print(JsonNode result, Function<JsonNode, String> shown) {
    shell.out().println(json ? Json.compact(result) : shown.apply(result));
  }

  /**
   * What a model or a stranger has written: on a terminal it does nothing, elsewhere it is whole.
   */
  String told(String text) {
    return shell.terminal() ? Text.lines(text) : text;
  }

  /** The text itself, or all of standard input for {@code -}. */
  String textOrInput(String text) throws IOException {
    return text.equals("-")
        ? new String(shell.in().readAllBytes(), StandardCharsets.UTF_8).strip()
        : text;
  }

  /** A JSON object written by a person; what is wrong with it is said by option. */
  JsonNode object(String text, String option) {
    JsonNode parsed = json(text, option);
    if (parsed.isObject()) {
      return parsed;
    }
    throw misuse(option + " must be a JSON object, like {\"a\": 1}");
  }

  /** Any JSON written by a person. */
  JsonNode json(String text, String option) {
    try {
      return Json.parse(text);
    } catch (JacksonException malformed) {
      throw misuse(option + " is not JSON: " + malformed.getOriginalMessage());
    }
  }
}
