package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.reveille.core.ToolPolicy;
import dev.reveille.models.AfterCrash;
import dev.reveille.models.AnnotatedTools;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A class that was written for LangChain4j, as a plugin of a whole server. */
@Timeout(180)
class AnnotatedPluginTest {
  @TempDir private Path folder;

  /** The example of docs/tools.md. */
  public static final class Shop implements AnnotatedTools {
    @Tool("The price of an article in cents.")
    @AfterCrash(ToolPolicy.READ_ONLY)
    int price(@P(name = "article", value = "its number") String article) {
      return article.length() * 100;
    }
  }

  @Test
  void itsMethodsAreToolsOfAgents() throws Exception {
    Path plugins = Files.createDirectories(folder.resolve("data/plugins"));
    try (OutputStream out = Files.newOutputStream(plugins.resolve("shop.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/dev.reveille.engine.ToolSource"));
      jar.write(Shop.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    try (WholeServer server = WholeServer.start(folder);
        Talk talk = Talk.http(server.address())) {
      talk.call(
          "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.createAgent\", \"params\":"
              + " {\"agentId\": \"a\", \"definition\": {}}}");
      String prompt = "CALL price {\\\"article\\\": \\\"abc\\\"}\\nSAY it is {{result}}";
      assertThat(
              talk.call(
                      "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"async.sendTask\", \"params\":"
                          + " {\"agentId\": \"a\", \"wait\": true, \"prompt\": \""
                          + prompt
                          + "\"}}")
                  .path("result")
                  .path("result")
                  .asString())
          .isEqualTo("it is 300");
    }
  }
}
