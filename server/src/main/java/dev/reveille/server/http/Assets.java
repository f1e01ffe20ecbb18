package dev.reveille.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files: its own from this jar, and those of its libraries from theirs. A path is
 * looked up only if each of its parts begins with a letter or digit, so that no path climbs.
 */
final class Assets {
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

  /**
   * A library from its jar.
   *
   * @param name under which the page asks for it: {@code /lib/NAME/…}
   * @param folder in the jar; %s is the version
   */
  private record Library(String name, String group, String artifact, String folder) {}

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("lit", "org.mvnpm", "lit", "_static/lit/%s/"),
          new Library("lit-html", "org.mvnpm", "lit-html", "_static/lit-html/%s/"),
          new Library("lit-element", "org.mvnpm", "lit-element", "_static/lit-element/%s/"),
          new Library(
              "reactive-element",
              "org.mvnpm.at.lit",
              "reactive-element",
              "_static/reactive-element/%s/"),
          new Library("uplot", "org.webjars.npm", "uplot", "webjars/uplot/%s/dist/"));

  private static final Map<String, Library> BY_NAME =
      LIBRARIES.stream().collect(Collectors.toUnmodifiableMap(Library::name, it -> it));

  /** Of the libraries that were asked for, in their jars. */
  private final Map<String, String> folders = new ConcurrentHashMap<>();

  /** Only what is there is kept, and a jar has an end. */
  private final Map<String, Asset> kept = new ConcurrentHashMap<>();

  private static String folder(Library library) {
    return "META-INF/resources/" + library.folder().formatted(version(library));
  }

  /**
   * @throws IllegalStateException if a library is not on the class path
   */
  private static String version(Library library) {
    String path = "META-INF/maven/" + library.group + '/' + library.artifact + "/pom.properties";
    byte[] bytes = read(path);
    if (bytes == null) {
      throw new IllegalStateException(
          library.artifact + " is not on the class path: the server was put together without it");
    }
    Properties properties = new Properties();
    try {
      properties.load(new ByteArrayInputStream(bytes));
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return properties.getProperty("version", "");
  }

  /**
   * @param path of the request, such as {@code /}, {@code /ui/app.js} or {@code /lib/lit/index.js}
   */
  Optional<Asset> find(String path) {
    Asset known = kept.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Asset> found =
        resource(path)
            .flatMap(
                name -> Asset.type(name).flatMap(type -> Optional.ofNullable(asset(type, name))));
    found.ifPresent(asset -> kept.put(path, asset));
    return found;
  }

  private Optional<String> resource(String path) {
    if (path.equals("/")) {
      return Optional.of("dashboard/index.html");
    }
    if (path.startsWith("/ui/")) {
      return safe(path.substring("/ui/".length())).map(name -> "dashboard/" + name);
    }
    if (path.startsWith("/lib/")) {
      return safe(path.substring("/lib/".length())).flatMap(this::ofLibrary);
    }
    return Optional.empty();
  }

  private Optional<String> ofLibrary(String name) {
    int slash = name.indexOf('/');
    Library library = slash < 0 ? null : BY_NAME.get(name.substring(0, slash));
    return Optional.ofNullable(library)
        .map(it -> folders.computeIfAbsent(it.name(), _ -> folder(it)) + name.substring(slash + 1));
  }

  private static Optional<String> safe(String name) {
    return SAFE.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  private static @Nullable Asset asset(String type, String resource) {
    byte[] bytes = read(resource);
    return bytes == null ? null : Asset.of(type, bytes);
  }

  private static byte @Nullable [] read(String resource) {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " from the server's jar", e);
    }
  }
}
