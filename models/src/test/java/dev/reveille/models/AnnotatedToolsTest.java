package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Tool.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AnnotatedToolsTest {
  private static final AgentId AGENT = new AgentId("d");
  private static final Tool.Context CONTEXT =
      new Tool.Context(AGENT, new TaskId(AGENT, 7), "key-1", Instant.EPOCH);

  /** What a customer wants. */
  record Order(String article, int pieces) {}

  /** As somebody wrote it for LangChain4j, but for two words. */
  public static final class Shop implements AnnotatedTools {
    @dev.langchain4j.agent.tool.Tool("The price of an article in cents.")
    @AfterCrash(ToolPolicy.READ_ONLY)
    int price(@P(name = "article", value = "its number") String article) {
      return article.length() * 100;
    }

    @dev.langchain4j.agent.tool.Tool(name = "place_order", value = "Orders articles.")
    String order(
        @P(name = "orders", value = "what is wanted") List<Order> orders,
        @P(name = "note", value = "for the shop", required = false) @Nullable String note,
        @P(name = "express", value = "at once", required = false, defaultValue = "true")
            boolean express,
        @ToolMemoryId String agent) {
      return agent + " orders " + orders + ", note " + note + ", express " + express;
    }

    @dev.langchain4j.agent.tool.Tool("Closes it.")
    void close() {
      throw new IllegalStateException("the shop is closed already");
    }

    int noTool() {
      return 0;
    }
  }

  private final Map<String, Tool> tools =
      new Shop()
          .tools().stream()
              .collect(java.util.stream.Collectors.toMap(it -> it.spec().name(), it -> it));

  private Tool.Spec spec(String tool) {
    return Optional.ofNullable(tools.get(tool)).orElseThrow().spec();
  }

  private String call(String tool, String arguments) throws Exception {
    ObjectNode given = (ObjectNode) JsonMapper.shared().readTree(arguments.replace('\'', '"'));
    Tool found = Optional.ofNullable(tools.get(tool)).orElseThrow();
    return ((Outcome.Returned) found.call(given, CONTEXT)).text();
  }

  @Test
  void eachAnnotatedMethodIsATool() throws Exception {
    assertThat(tools.keySet()).containsExactlyInAnyOrder("price", "place_order", "close");
    Tool.Spec price = spec("price");
    assertThat(price.description()).isEqualTo("The price of an article in cents.");
    assertThat(price.schema().toString())
        .contains("\"article\"", "\"its number\"", "\"required\":[\"article\"]");
    assertThat(call("price", "{'article': 'abc'}")).isEqualTo("300");
  }

  @Test
  void whatACrashMeansIsTheWorstUnlessItIsSaid() {
    assertThat(spec("price").policy()).isEqualTo(ToolPolicy.READ_ONLY);
    assertThat(spec("place_order").policy()).isEqualTo(ToolPolicy.UNSAFE);
  }

  @Test
  void argumentsBecomeWhatTheMethodTakes() throws Exception {
    assertThat(
            call(
                "place_order",
                "{'orders': [{'article': 'a', 'pieces': 2}], 'note': 'soon', 'express': false}"))
        .isEqualTo("d orders [Order[article=a, pieces=2]], note soon, express false");
    assertThat(call("place_order", "{'orders': []}"))
        .isEqualTo("d orders [], note null, express true");
    assertThat(spec("place_order").schema().toString()).doesNotContain("agent");
  }

  @Test
  void whatAMethodThrowsIsThrown() {
    assertThatThrownBy(() -> call("close", "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the shop is closed already");
  }

  @Test
  void anObjectWithoutToolsIsRefused() {
    assertThatThrownBy(() -> AnnotatedTools.of("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String has no method with @Tool");
  }
}
