package dev.reveille.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page of the project.
 *
 * @param file relative to the root
 */
record Page(Path file, List<String> lines) {
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
  private static final Pattern FENCE = Pattern.compile("```+(\\w*)(.*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** The pages that people read: README and docs, and what the examples say of themselves. */
  static List<Page> all() throws IOException {
    Path root = Sources.root();
    List<Page> pages = new ArrayList<>();
    for (Path file : Sources.ofGit(root)) {
      String name = file.toString();
      boolean prose = name.startsWith("docs/") || file.getFileName().toString().equals("README.md");
      if (name.endsWith(".md") && prose) {
        pages.add(read(root, file));
      }
    }
    return List.copyOf(pages);
  }

  static Page read(Path root, Path file) throws IOException {
    return new Page(file, Files.readAllLines(root.resolve(file)));
  }

  /**
   * Code of its own lines, fenced or indented.
   *
   * @param line of its first line, from 1
   * @param language what stands behind the fence; empty: nothing, or it is indented
   * @param fenced whether it is fenced
   */
  record Block(int line, String language, boolean interactive, boolean fenced, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  /** Something that stands in a line of prose. */
  record Found(int line, String text) {}

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i).strip());
      int first = i + 1;
      if (fence.matches()) {
        int end = first;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
          end++;
        }
        boolean interactive = fence.group(2).contains("interactive");
        blocks.add(
            new Block(first + 1, fence.group(1), interactive, true, lines.subList(first, end)));
        i = end;
      } else if (isIndented(i)) {
        int end = first;
        while (end < lines.size() && lines.get(end).startsWith("    ")) {
          end++;
        }
        List<String> code = lines.subList(i, end).stream().map(line -> line.substring(4)).toList();
        blocks.add(new Block(first, "", false, false, code));
        i = end - 1;
      }
    }
    return blocks;
  }

  private boolean isIndented(int i) {
    return lines.get(i).startsWith("    ") && (i == 0 || lines.get(i - 1).isBlank());
  }

  List<Found> links() {
    return found(LINK);
  }

  /** What stands between backticks. */
  List<Found> codes() {
    return found(CODE);
  }

  private List<Found> found(Pattern pattern) {
    List<Found> found = new ArrayList<>();
    prose((number, line) -> {
      Matcher matcher = pattern.matcher(line);
      while (matcher.find()) {
        found.add(new Found(number, matcher.group(1)));
      }
    });
    return found;
  }

  /** The anchors of its headings, as GitHub makes them. */
  Set<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    prose((number, line) -> {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String anchor = anchor(heading.group(1));
        int times = seen.merge(anchor, 1, Integer::sum);
        anchors.add(times == 1 ? anchor : anchor + '-' + (times - 1));
      }
    });
    return anchors;
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }

  /** Every line that is not in a block of code, with its number. */
  private void prose(BiConsumer<Integer, String> line) {
    Set<Integer> code = new HashSet<>();
    for (Block block : blocks()) {
      int fence = block.fenced() ? 1 : 0;
      for (int i = block.line() - fence; i < block.line() + block.lines().size() + fence; i++) {
        code.add(i);
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      if (!code.contains(i + 1)) {
        line.accept(i + 1, lines.get(i));
      }
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }

  String at(int line) {
    return file + ":" + line;
  }
}
