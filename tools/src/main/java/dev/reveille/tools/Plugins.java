package dev.reveille.tools;

import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolSource;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tools of the owner's own: implementations of {@link Tool} or of {@link ToolSource} that a jar
 * names as a service, in {@code META-INF/services/dev.reveille.engine.Tool} or {@code …ToolSource}.
 * Jars lie in a folder and are loaded once, at the start. They run with all that the server may.
 *
 * @param problems what could not be loaded, and why; it spoils nothing else
 */
public record Plugins(List<Tool> tools, List<String> problems) {
  private static final int MOST_JARS = 100;

  public Plugins {
    tools = List.copyOf(tools);
    problems = List.copyOf(problems);
  }

  /**
   * @param folder of jars; it may be missing
   * @throws IOException if the folder cannot be read
   */
  public static Plugins load(Path folder) throws IOException {
    List<Tool> tools = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      List<URL> jars = jars(folder);
      // Left open: classes of a tool may be loaded at any call.
      ClassLoader loader =
          new URLClassLoader("plugins", jars.toArray(URL[]::new), Plugins.class.getClassLoader());
      collect(ServiceLoader.load(Tool.class, loader), List::of, tools, problems);
      collect(ServiceLoader.load(ToolSource.class, loader), ToolSource::tools, tools, problems);
    }
    return new Plugins(tools, problems);
  }

  private static List<URL> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<URL> jars = new ArrayList<>();
      for (Path jar :
          files.filter(f -> f.toString().endsWith(".jar")).sorted().limit(MOST_JARS).toList()) {
        jars.add(jar.toUri().toURL());
      }
      return jars;
    }
  }

  private static <S> void collect(
      ServiceLoader<S> services,
      Function<S, List<Tool>> toolsOf,
      List<Tool> tools,
      List<String> problems) {
    Iterator<S> found = services.iterator();
    boolean more = true;
    while (more) {
      try {
        more = found.hasNext();
        if (more) {
          for (Tool tool : toolsOf.apply(found.next())) {
            add(tool, tools);
          }
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
        problems.add(String.valueOf(broken.getMessage()));
        more = problems.size() < MOST_JARS;
      }
    }
  }

  private static void add(Tool tool, List<Tool> tools) {
    List<Tool> with = new ArrayList<>(tools);
    with.add(tool);
    Toolbox.of(with); // refuses what cannot be a tool, and a name that another one has
    tools.add(tool);
  }
}
