package dev.reveille.bench;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.util.ArrayList;
import java.util.List;

/** LangChain4j's agents, whose conversation is in memory only. */
final class LangChainLoop implements Contender {

  /** What its builder makes an agent of. */
  public interface Worker {
    @UserMessage("{{task}}")
    @Agent(value = "works", outputKey = "result")
    String work(@V("task") String task);
  }

  /** A system of one agent, because it warns of agents that are called outside of any. */
  public interface Work {
    @Agent
    String work(@V("task") String task);
  }

  /** The tool. */
  public record Tools(Script script) {
    @Tool(name = Script.TOOL, value = Script.DESCRIPTION)
    public String doubled(@P(name = Script.ARGUMENT, value = "any") int number) {
      return script.doubled(number);
    }
  }

  @Override
  public String name() {
    return "langchain4j";
  }

  @Override
  public Fleet open(int agents, Script script) {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      Worker worker =
          AgenticServices.agentBuilder(Worker.class)
              .chatModel(new Model(script, i))
              .tools(new Tools(script))
              .build();
      works.add(
          AgenticServices.sequenceBuilder(Work.class)
              .subAgents(worker)
              .outputKey("result")
              .build());
    }
    return agent -> works.get(agent).work("task of " + agent);
  }

  private record Model(Script script, int agent) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      int step = script.next(agent, request.messages().size());
      AiMessage message =
          step == 0
              ? AiMessage.from(Script.ANSWER)
              : AiMessage.from(
                  ToolExecutionRequest.builder()
                      .id("call-" + step)
                      .name(Script.TOOL)
                      .arguments(Script.arguments(step))
                      .build());
      return ChatResponse.builder()
          .aiMessage(message)
          .tokenUsage(new TokenUsage(10, 3))
          .finishReason(step == 0 ? FinishReason.STOP : FinishReason.TOOL_EXECUTION)
          .build();
    }
  }
}
