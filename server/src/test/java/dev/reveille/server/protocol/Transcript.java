package dev.reveille.server.protocol;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A talk with a server, written down. Lines that begin with {@code > } are sent: a method and its
 * params, or a whole frame. {@code ~ METHOD} waits until a notification of that method has come,
 * and {@code ? METHOD PARAMS => TEXT} until the answer to such a call, which is not written down,
 * has that text in it. What follows them, indented, is what was answered and heard, with what
 * differs from run to run in braces. {@code {cursor N}} in a request is the cursor of the N-th
 * notification of the talk. All other lines are for people.
 */
final class Transcript {
  private static final Pattern CURSOR = Pattern.compile("\\{cursor (\\d+)}");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Fields whose values are other ones on each machine or in each run. */
  private static final Set<String> VOLATILE =
      Set.of(
          "cursor",
          "version",
          "folder",
          "load",
          "limits",
          "source",
          "incident",
          "behind",
          "timeSeconds",
          "asked");

  private static final Results RESULTS = Results.documented();

  private final Talk talk;
  private final List<String> cursors = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private int id;

  Transcript(Talk talk) {
    this.talk = talk;
  }

  /** The same talk, held anew. */
  List<String> replay(List<String> golden) throws IOException, InterruptedException {
    for (String line : golden) {
      if (line.startsWith("    ")) {
        continue;
      }
      written.add(line);
      if (line.startsWith("> ")) {
        call(line.substring(2));
      } else if (line.startsWith("~ ")) {
        hear(line.substring(2));
      } else if (line.startsWith("? ")) {
        until(line.substring(2));
      }
    }
    return written;
  }

  private void call(String line) throws IOException, InterruptedException {
    Matcher matcher = CURSOR.matcher(line);
    String known = matcher.replaceAll(found -> cursors.get(Integer.parseInt(found.group(1)) - 1));
    String frame = frame(known);
    JsonNode answer = talk.call(frame);
    if (answer.has("result")) {
      RESULTS.check(JSON.readTree(frame).path("method").asString(), answer.path("result"));
    }
    write("", answer.has("error") ? answer.path("error") : answer.path("result"));
  }

  private String frame(String line) {
    if (line.startsWith("{")) {
      return line;
    }
    String[] words = line.split(" ", 2);
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", ++id);
    request.put("method", words[0].startsWith("rpc.") ? words[0] : "async." + words[0]);
    if (words.length == 2) {
      request.set("params", JSON.readTree(words[1]));
    }
    return request.toString();
  }

  private void hear(String method) throws IOException {
    String last;
    do {
      JsonNode heard = talk.heard();
      last = heard.path("method").asString();
      cursors.add(heard.path("params").path("cursor").asString(""));
      write(cursors.size() + " " + last + " ", heard.path("params"));
    } while (!last.equals("async." + method));
  }

  private void until(String line) {
    String[] sides = line.split(" => ", 2);
    Office.soon(() -> talk.call(frame(sides[0])).toString().contains(sides[1]));
  }

  private void write(String before, JsonNode json) {
    masked(json)
        .map(JSON::writeValueAsString)
        .ifPresent(text -> (before + text).lines().forEach(line -> written.add("    " + line)));
  }

  private static java.util.Optional<JsonNode> masked(JsonNode json) {
    return java.util.Optional.of(mask("", json));
  }

  private static JsonNode mask(String field, JsonNode json) {
    if (VOLATILE.contains(field)) {
      return StringNode.valueOf("{" + field + "}");
    }
    switch (json) {
      case ObjectNode object -> {
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(e -> copy.set(e.getKey(), mask(e.getKey(), e.getValue())));
        return copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JSON.createArrayNode();
        array.forEach(element -> copy.add(mask("", element)));
        return copy;
      }
      case StringNode text -> {
        return StringNode.valueOf(mask(text.stringValue()));
      }
      default -> {
        return json;
      }
    }
  }

  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z");
  private static final Pattern SECONDS = Pattern.compile("after \\d+(\\.\\d+)? s");
  private static final Pattern LOAD = Pattern.compile("\\d\\.\\d\\d \\(cpu [^)]*\\)");

  /** Instants of these days are now; others were asked for. */
  private static String mask(String text) {
    String timeless = INSTANT.matcher(text).replaceAll(found -> now(found.group()));
    String unhurried = SECONDS.matcher(timeless).replaceAll("after {seconds} s");
    return LOAD.matcher(unhurried).replaceAll("{load}");
  }

  private static String now(String instant) {
    try {
      Duration ago = Duration.between(Instant.parse(instant), Instant.now()).abs();
      return ago.compareTo(Duration.ofDays(1)) < 0 ? "{now}" : instant;
    } catch (DateTimeParseException notOne) {
      return instant;
    }
  }
}
