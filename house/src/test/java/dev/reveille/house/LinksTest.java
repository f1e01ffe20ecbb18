package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever follows a link in README or docs gets somewhere, and every page can be got to. */
class LinksTest {
  private final List<Page> pages;
  private final Path root;

  LinksTest() throws IOException {
    root = Sources.root();
    pages = Page.all();
  }

  @Test
  void everyLinkAndAnchorResolves() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Page page : pages) {
      for (Page.Found link : page.links()) {
        String why = whyBroken(page, link.text());
        if (!why.isEmpty()) {
          broken.add(page.at(link.line()) + " " + link.text() + ": " + why);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private String whyBroken(Page page, String target) throws IOException {
    if (target.matches("(https?|mailto):.*")) {
      return "";
    }
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : resolved(page, parts[0]);
    if (!Files.exists(root.resolve(file))) {
      return "there is no " + file;
    }
    boolean anchored = parts.length == 1 || Page.read(root, file).anchors().contains(parts[1]);
    return anchored ? "" : "no heading of " + file + " has this anchor";
  }

  private static Path resolved(Page page, String target) {
    return page.file().resolveSibling(target).normalize();
  }

  /** From the map on, which README leads to. */
  @Test
  void everyPageIsLinkedFromTheMapOrFromWhatItNames() {
    List<Path> reached = new ArrayList<>(List.of(Path.of("docs", "README.md")));
    for (int i = 0; i < reached.size(); i++) {
      Path from = reached.get(i);
      for (Page page : pages) {
        if (page.file().equals(from)) {
          for (Page.Found link : page.links()) {
            Path to = resolved(page, link.text().split("#", 2)[0]);
            Path target = Files.isDirectory(root.resolve(to)) ? to.resolve("README.md") : to;
            if (target.toString().endsWith(".md") && !reached.contains(target)) {
              reached.add(target);
            }
          }
        }
      }
    }
    assertThat(pages)
        .extracting(Page::file)
        .filteredOn(file -> file.startsWith("docs"))
        .isSubsetOf(reached);
  }
}
