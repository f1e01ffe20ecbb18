package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class PluginsTest {
  @TempDir Path folder;

  /** The example of docs/tools.md: all that a tool of one's own needs. */
  public static final class Greet implements Tool {
    @Override
    public Spec spec() {
      return new Spec(
          "greet",
          "Greets somebody by name.",
          Json.object(
              """
              {"type": "object", "required": ["name"],
                "properties": {"name": {"type": "string", "maxLength": 100}}}
              """),
          ToolPolicy.READ_ONLY);
    }

    @Override
    public Outcome call(ObjectNode arguments, Context context) {
      return new Outcome.Returned("Good morning, " + arguments.get("name").stringValue() + '!');
    }
  }

  /** Another one of that name. */
  public static final class Politer implements Tool {
    @Override
    public Spec spec() {
      return new Greet().spec();
    }

    @Override
    public Outcome call(ObjectNode arguments, Context context) {
      throw new AssertionError("the other one is called");
    }
  }

  /** One that cannot be made. */
  public static final class Broken implements Tool {
    public Broken() {
      throw new IllegalStateException("no key is set");
    }

    @Override
    public Spec spec() {
      throw new AssertionError("it is not there");
    }

    @Override
    public Outcome call(ObjectNode arguments, Context context) {
      throw new AssertionError("it is not there");
    }
  }

  private void jar(String name, String services) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/dev.reveille.engine.Tool"));
      jar.write(services.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void loadsToolsOfJarsAndNamesThoseThatAreBroken() throws Exception {
    jar("a.jar", Broken.class.getName() + "\nno.such.Class\n");
    jar("b.jar", Greet.class.getName());
    Files.writeString(folder.resolve("notes.txt"), "no jar");
    Plugins plugins = Plugins.load(folder);
    assertThat(plugins.problems()).hasSize(2);
    assertThat(plugins.problems().toString()).contains("Broken", "no.such.Class");
    Caller caller = new Caller(Toolbox.of(plugins.tools()));
    assertThat(caller.returned("greet", "{'name': 'Ann'}")).isEqualTo("Good morning, Ann!");
  }

  @Test
  void aNameThatIsTakenIsNamedAndSpoilsNothing() throws Exception {
    jar("a.jar", Greet.class.getName());
    jar("b.jar", Politer.class.getName());
    Plugins plugins = Plugins.load(folder);
    assertThat(plugins.tools()).hasSize(1);
    assertThat(plugins.problems()).containsExactly("there are two tools \"greet\"");
  }

  @Test
  void needsNoFolder() throws Exception {
    assertThat(Plugins.load(folder.resolve("none")).tools()).isEmpty();
  }
}
