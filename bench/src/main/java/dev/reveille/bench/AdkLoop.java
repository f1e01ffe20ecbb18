package dev.reveille.bench;

import com.google.adk.agents.LlmAgent;
import com.google.adk.models.BaseLlm;
import com.google.adk.models.BaseLlmConnection;
import com.google.adk.models.LlmRequest;
import com.google.adk.models.LlmResponse;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.sessions.Session;
import com.google.adk.tools.Annotations.Schema;
import com.google.adk.tools.FunctionTool;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.Part;
import io.reactivex.rxjava3.core.Flowable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Google's agent development kit, with its sessions in memory. */
final class AdkLoop implements Contender {
  private static final String USER = "user";

  /** The tool. */
  public record Tools(Script script) {
    @Schema(name = Script.TOOL, description = Script.DESCRIPTION)
    public Map<String, Object> doubled(@Schema(name = Script.ARGUMENT) int number) {
      return Map.of("result", script.doubled(number));
    }
  }

  @Override
  public String name() {
    return "ADK";
  }

  @Override
  public Fleet open(int agents, Script script) {
    List<InMemoryRunner> runners = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      LlmAgent agent =
          LlmAgent.builder()
              .name("a" + i)
              .model(new Model(script, i))
              .tools(FunctionTool.create(new Tools(script), "doubled"))
              .build();
      runners.add(new InMemoryRunner(agent));
    }
    return agent -> work(runners.get(agent), agent);
  }

  /** Each task has a session of its own, as each has a conversation of its own elsewhere. */
  private static void work(InMemoryRunner runner, int agent) {
    Session session = runner.sessionService().createSession(runner.appName(), USER).blockingGet();
    Content task = Content.fromParts(Part.fromText("task of " + agent));
    runner.runAsync(USER, session.id(), task).blockingSubscribe();
    runner.sessionService().deleteSession(runner.appName(), USER, session.id()).blockingAwait();
  }

  private static final class Model extends BaseLlm {
    private final Script script;
    private final int agent;

    Model(Script script, int agent) {
      super("scripted");
      this.script = script;
      this.agent = agent;
    }

    @Override
    public Flowable<LlmResponse> generateContent(LlmRequest request, boolean stream) {
      int step = script.next(agent, request.contents().size());
      Part part = step == 0 ? Part.fromText(Script.ANSWER) : call(step);
      Content content = Content.builder().role("model").parts(List.of(part)).build();
      return Flowable.just(LlmResponse.builder().content(content).build());
    }

    private static Part call(int step) {
      FunctionCall call =
          FunctionCall.builder()
              .id("call-" + step)
              .name(Script.TOOL)
              .args(Map.of(Script.ARGUMENT, step))
              .build();
      return Part.builder().functionCall(call).build();
    }

    @Override
    public BaseLlmConnection connect(LlmRequest request) {
      throw new UnsupportedOperationException("nobody talks to it live");
    }
  }
}
