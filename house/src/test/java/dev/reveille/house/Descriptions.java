package dev.reveille.house;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * What the records of some sources say of their components ({@code @param}), as Markdown. It is the
 * one place where a key of the configuration is described.
 */
final class Descriptions {
  private final Map<String, String> texts = new HashMap<>();

  private Descriptions() {}

  static Descriptions read(List<Path> files) throws IOException {
    Descriptions descriptions = new Descriptions();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, units);
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        descriptions.new Reading(trees).scan(unit, null);
      }
    }
    return descriptions;
  }

  /** Of a component, by the simple names of its record and of itself. */
  Optional<String> of(String record, String component) {
    return Optional.ofNullable(texts.get(record + '.' + component));
  }

  private final class Reading extends TreePathScanner<Void, Void> {
    private final DocTrees trees;

    Reading(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null) {
        for (DocTree tag : comment.getBlockTags()) {
          if (tag instanceof ParamTree param) {
            texts.put(type.getSimpleName() + "." + param.getName(), markdown(param));
          }
        }
      }
      return super.visitClass(type, unused);
    }
  }

  private static String markdown(ParamTree param) {
    return param.getDescription().stream()
        .map(Descriptions::markdown)
        .collect(Collectors.joining())
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** A page of docs is linked: these texts stand in another one. */
  private static String code(String text) {
    return text.matches("docs/[\\w/-]+\\.md")
        ? "[%1$s](%1$s)".formatted(text.substring("docs/".length()))
        : '`' + text + '`';
  }

  private static String markdown(DocTree tree) {
    return switch (tree) {
      case LiteralTree code -> code(code.getBody().getBody().strip());
      case LinkTree link -> '`' + link.getReference().getSignature() + '`';
      default -> tree.toString();
    };
  }
}
