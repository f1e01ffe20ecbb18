package dev.reveille.engine;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A recording as one JSON object, which can be kept in a file beside the code that it tests. */
public final class RecordingFile {
  private static final String FORMAT = "reveille-task";
  private static final int VERSION = 1;

  private RecordingFile() {}

  public static ObjectNode write(Recording recording) {
    ObjectNode file = Json.MAPPER.createObjectNode();
    file.put("format", FORMAT).put("version", VERSION);
    file.put("taskId", recording.task().toString());
    file.put("maxMessages", recording.telling().messages());
    file.put("maxResultChars", recording.telling().resultChars());
    file.set("config", Json.MAPPER.valueToTree(recording.config()));
    if (recording.definition() != null) {
      file.set("definition", Json.MAPPER.valueToTree(recording.definition()));
    }
    ArrayNode entries = file.putArray("entries");
    for (Recording.Line line : recording.lines()) {
      ObjectNode entry = Json.MAPPER.createObjectNode();
      entry.put("seq", line.seq()).put("at", line.at().toString());
      entry.setAll((ObjectNode) Json.entry(line.entry()));
      entries.add(entry);
    }
    file.put(RecordingDigest.FIELD, RecordingDigest.of(file));
    return file;
  }

  /** What an agent has taken in. */
  static Recording of(Entry.TaskImported imported) {
    return read(Json.MAPPER.readTree(imported.recording()));
  }

  /**
   * A file as an agent can take it in.
   *
   * @throws IllegalArgumentException what is wrong with it, in words: it is none, it was changed
   *     since it was exported, or its task had not ended then
   */
  public static Entry.TaskImported imported(JsonNode file) {
    Recording recording = read(file);
    String digest = RecordingDigest.checked(file);
    TaskHistory task =
        TaskHistory.read(recording, recording.task())
            .orElseThrow(() -> new IllegalArgumentException("the file has no such task"));
    if (!task.state().isTerminal()) {
      throw new IllegalArgumentException(
          "task " + recording.task() + " had not ended when it was exported; export it again");
    }
    return new Entry.TaskImported(
        recording.task().toString(),
        task.state(),
        task.queued().priority(),
        task.attempt(),
        millis(task.queuedAt()),
        task.startedAt().map(RecordingFile::millis).orElse(null),
        millis(task.endedAt().orElseThrow()),
        digest,
        Json.MAPPER.writeValueAsString(file));
  }

  private static Instant millis(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * @throws IllegalArgumentException what is wrong with it, in words
   */
  public static Recording read(JsonNode file) {
    if (!file.path("format").asString("").equals(FORMAT)) {
      throw new IllegalArgumentException(
          "this is no exported task: it has no \"format\": \"" + FORMAT + '"');
    }
    int version = file.path("version").asInt(0);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "the file's version is " + version + ", and this server reads version " + VERSION);
    }
    if (!file.path("config").isObject()) {
      throw new IllegalArgumentException("the file has no \"config\" of the agent");
    }
    try {
      TaskId task = TaskId.parse(file.path("taskId").asString(""));
      AgentConfig config = Json.MAPPER.treeToValue(file.path("config"), AgentConfig.class);
      Definitions.Definition definition =
          file.has("definition")
              ? Json.MAPPER.treeToValue(file.path("definition"), Definitions.Definition.class)
              : null;
      List<Recording.Line> lines = new ArrayList<>();
      for (JsonNode node : file.path("entries")) {
        Entry entry = Json.MAPPER.treeToValue(node, Entry.class);
        Instant at = Instant.parse(node.path("at").asString(""));
        lines.add(new Recording.Line(node.path("seq").asLong(0), at, entry));
      }
      return new Recording(task, config, definition, telling(file), lines);
    } catch (JacksonException | DateTimeException | NullPointerException wrong) {
      String why = wrong instanceof JacksonException e ? e.getOriginalMessage() : "" + wrong;
      throw new IllegalArgumentException("the file cannot be read: " + why, wrong);
    }
  }

  /** What an older file does not say was as it is by itself. */
  private static Telling telling(JsonNode file) {
    Telling standard = Telling.STANDARD;
    try {
      return new Telling(
          file.path("maxMessages").asInt(standard.messages()),
          file.path("maxResultChars").asInt(standard.resultChars()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "the file's maxMessages or maxResultChars: " + wrong.getMessage(), wrong);
    }
  }
}
