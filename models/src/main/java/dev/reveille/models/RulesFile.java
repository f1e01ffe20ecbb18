package dev.reveille.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the rehearsal's rules from YAML. It walks the nodes and not objects made of them, because
 * only nodes know their lines.
 */
final class RulesFile {
  private static final int MAX_CHARS = 1 << 20;

  private final Path file;

  private RulesFile(Path file) {
    this.file = file;
  }

  /**
   * @throws IllegalArgumentException naming file, line and reason; nothing of a broken file is used
   */
  static Rules read(Path file) {
    var settings = LoadSettings.builder().setCodePointLimit(MAX_CHARS).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
      return new RulesFile(file).rules(root);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw new IllegalArgumentException(file + ":" + line + ": is not YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + ": is not YAML: " + e.getMessage(), e);
    }
  }

  private Rules rules(Optional<Node> root) {
    if (root.isEmpty()) {
      return Rules.NONE;
    }
    Node list = required(root.get(), keys(root.get(), Set.of("rules")), "rules");
    return new Rules(items(list, "rules").stream().map(this::rule).toList());
  }

  private Rules.Rule rule(Node node) {
    Map<String, Node> keys = keys(node, Set.of("when", "then"));
    Node when = required(node, keys, "when");
    Map<String, Node> matches = keys(when, Set.of("prompt", "result"));
    if (matches.isEmpty()) {
      throw refuse(when, "when needs prompt, result or both");
    }
    return new Rules.Rule(
        match(matches, "prompt"), match(matches, "result"), script(required(node, keys, "then")));
  }

  private Optional<Rules.Match> match(Map<String, Node> keys, String name) {
    Node node = keys.get(name);
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Rules.Match.of(text(node, name)));
    } catch (PatternSyntaxException e) {
      throw refuse(node, name + " is not a regular expression: " + e.getDescription());
    }
  }

  private Script script(Node then) {
    List<Step> steps = new ArrayList<>();
    for (Node node : items(then, "then")) {
      steps.add(step(node, steps));
    }
    if (steps.isEmpty()) {
      throw refuse(then, "then needs at least one step");
    }
    return new Script(steps);
  }

  private Step step(Node node, List<Step> soFar) {
    String line = text(node, "a step");
    try {
      return Script.step(line, soFar)
          .orElseThrow(() ->
              refuse(
                  node,
                  "\"" + line + "\" is no step; steps are SAY, CALL, AND, THINK, WAIT, FAIL"));
    } catch (StepLine.Malformed e) {
      throw refuse(node, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Node> keys(Node node, Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      throw refuse(node, "keys are wanted here: " + sorted(known));
    }
    Map<String, Node> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key");
      if (!known.contains(key)) {
        throw refuse(tuple.getKeyNode(), "unknown key " + key + "; known are " + sorted(known));
      }
      keys.put(key, tuple.getValueNode());
    }
    return keys;
  }

  private Node required(Node owner, Map<String, Node> keys, String name) {
    Node node = keys.get(name);
    if (node == null) {
      throw refuse(owner, name + " is missing");
    }
    return node;
  }

  private List<Node> items(Node node, String name) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw refuse(node, name + " is not a list");
  }

  private String text(Node node, String name) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refuse(node, name + " is not a text; put it in quotes");
  }

  private IllegalArgumentException refuse(Node node, String why) {
    int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    return new IllegalArgumentException(file + ":" + line + ": " + why);
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
