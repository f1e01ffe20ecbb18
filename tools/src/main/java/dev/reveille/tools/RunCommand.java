package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code run_command}: runs one of the allowed programs, without a shell. The program itself is not
 * confined: it may do whatever the server's user may. Its process and all that came of it are
 * killed when it has ended, when its time is over, or when nobody wants the result any more.
 */
final class RunCommand implements Tool {
  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "required": ["program"], "properties": {
        "program": {"enum": %s},
        "arguments": {"type": "array", "maxItems": 200,
          "items": {"type": "string", "maxLength": 20000, "pattern": "^[^\\u0000]*$"},
          "description": "one element for each; no shell looks at them"},
        "directory": {"type": "string", "minLength": 1, "maxLength": 4096,
          "description": "where it runs, relative to the workspace; its root if left out"},
        "timeLimitSeconds": {"type": "integer", "minimum": 1, "maximum": %d}}}
      """;

  /** By it a program's processes are known, whoever their parents are by then. */
  private static final String MARK = "REVEILLE_CALL";

  private final Workspace workspace;
  private final Programs programs;
  private final CommandRules rules;
  private final Spec spec;

  RunCommand(Workspace workspace, CommandRules rules) {
    this(workspace, rules, Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  /**
   * @param searchPath where names of programs are looked up
   */
  RunCommand(Workspace workspace, CommandRules rules, String searchPath) {
    this.workspace = workspace;
    this.rules = rules;
    this.programs = new Programs(workspace, searchPath);
    String names = Json.MAPPER.writeValueAsString(rules.programs());
    this.spec =
        new Spec(
            "run_command",
            """
            Runs a program of the server in the workspace and answers with its exit code and what it \
            wrote. There is no shell: no pipes, no wildcards, no variables.\
            """,
            Json.object(SCHEMA.formatted(names, rules.longest().toSeconds())),
            ToolPolicy.UNSAFE,
            "command");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws IOException, InterruptedException {
    Path directory = workspace.existing(arguments.path("directory").asString("."));
    if (!Files.isDirectory(directory)) {
      throw new RefusedException("\"" + workspace.show(directory) + "\" is not a directory");
    }
    List<String> line = new ArrayList<>();
    line.add(programs.find(arguments.get("program").stringValue()).toString());
    arguments.path("arguments").valueStream().map(JsonNode::stringValue).forEach(line::add);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(nothing().toFile()));
    builder.environment().clear();
    builder.environment().putAll(rules.environment());
    byte[] key = context.idempotencyKey().getBytes(StandardCharsets.UTF_8);
    String mark = UUID.nameUUIDFromBytes(key).toString();
    builder.environment().put(MARK, mark);
    long seconds = arguments.path("timeLimitSeconds").asLong(rules.longest().toSeconds());
    String program = "the program " + arguments.get("program").stringValue();
    return run(builder.start(), seconds, MARK + '=' + mark, program);
  }

  private static Path nothing() {
    return Path.of(Files.exists(Path.of("/dev/null")) ? "/dev/null" : "NUL");
  }

  private Outcome run(Process process, long seconds, String mark, String program)
      throws InterruptedException {
    Output output = new Output(process.getInputStream(), rules.outputBytes());
    Thread reader = Thread.ofVirtual().start(output);
    boolean ended;
    try {
      ended = process.waitFor(seconds, TimeUnit.SECONDS);
      if (ended) {
        // What it left behind in the background may hold its output open, and is not waited for.
        reader.join(200);
      }
    } finally {
      ProcessTree.kill(process, mark);
      output.close();
    }
    if (!ended) {
      return new Outcome.Failed(
          DataMark.from(
              program,
              "killed after " + seconds + " s, its time limit; it had written:\n" + output.text()));
    }
    return new Outcome.Returned(
        DataMark.from(program, "exit code " + process.exitValue() + "\n" + output.text()));
  }

  /** Keeps the start of what a process writes, and counts the rest. */
  private static final class Output implements Runnable {
    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final AtomicLong lost = new AtomicLong();

    Output(InputStream in, int most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8_192];
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          int taken = Math.min(read, most - kept.size());
          kept.write(buffer, 0, taken);
          lost.addAndGet(read - taken);
        }
      } catch (IOException closed) {
        // It was killed, or its output was closed below: what came until then is its output.
      }
    }

    void close() {
      try {
        in.close();
      } catch (IOException closed) {
        // It is closed all the same.
      }
    }

    String text() {
      long cut = lost.get();
      String text = kept.toString(StandardCharsets.UTF_8);
      return text.isEmpty() && cut == 0
          ? "(it wrote nothing)"
          : text + (cut == 0 ? "" : "\n[cut: " + cut + " bytes more were written]");
    }
  }
}
