package dev.reveille.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The project's own files, and its Java sources as javac parses them. */
final class Sources {
  /**
   * A method or constructor, `lines` long from brace to brace. A table is a test's method that does
   * nothing but return its rows, and may be as long as they are.
   */
  record Method(String where, long lines, boolean isTable) {}

  /** A type of any depth. */
  record Type(String where, String name) {}

  final Path root;

  /** Everything that git tracks or would track, relative to the root. */
  final List<Path> files;

  final List<Method> methods = new ArrayList<>();
  final List<Type> types = new ArrayList<>();

  private Sources(Path root, List<Path> files) {
    this.root = root;
    this.files = files;
  }

  static Sources read() throws IOException {
    Path root = root();
    var sources = new Sources(root, ofGit(root));
    sources.parse();
    return sources;
  }

  static Path root() throws IOException {
    // Surefire runs in the module's folder.
    return Path.of("..").toRealPath();
  }

  List<Path> java() {
    return files.stream().filter(file -> file.toString().endsWith(".java")).toList();
  }

  List<String> lines(Path file) {
    try {
      // Not every file is text; what is compared with here is ASCII in either case.
      return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  static List<Path> ofGit(Path root) throws IOException {
    var git =
        new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(names.split("\0"))
        .map(Path::of)
        .filter(file -> Files.isRegularFile(root.resolve(file)))
        .toList();
  }

  private void parse() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = manager.getJavaFileObjectsFromPaths(java().stream().map(root::resolve).toList());
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Measuring(unit, positions).scan(unit, null);
      }
    }
  }

  private final class Measuring extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Path file;

    Measuring(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
      this.file = root.relativize(Path.of(unit.getSourceFile().toUri()));
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      types.add(new Type(file.toString(), type.getSimpleName().toString()));
      return super.visitClass(type, unused);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      BlockTree body = method.getBody();
      if (body != null) {
        long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, body));
        long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, body));
        String where = "%s:%d %s".formatted(file, first, method.getName());
        methods.add(new Method(where, last - first + 1, isTable(body)));
      }
      return super.visitMethod(method, unused);
    }

    private boolean isTable(BlockTree body) {
      return file.toString().contains("/src/test/")
          && body.getStatements().size() == 1
          && body.getStatements().getFirst() instanceof ReturnTree;
    }
  }
}
