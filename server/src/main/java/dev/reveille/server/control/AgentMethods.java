package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Entry;
import dev.reveille.core.Sleep;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Views;
import dev.reveille.server.json.BadValue;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.NoParams;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The methods of agents: their lives, their sleep, and what they are. */
final class AgentMethods {
  private static final int MAX_STATES = 1_000;

  private final Engine engine;
  private final Nodes nodes;
  private final Ask ask;
  private final Views views;
  private final DefinitionCatalog catalog;
  private final InstantSource clock;

  AgentMethods(
      Engine engine, Nodes nodes, Views views, DefinitionCatalog catalog, InstantSource clock) {
    this.engine = engine;
    this.nodes = nodes;
    this.ask = new Ask(engine);
    this.views = views;
    this.catalog = catalog;
    this.clock = clock;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.createAgent",
            Params.CreateAgent.class,
            "Creates an agent from a registered definition or an inline one.",
            this::create)
        .method(
            "async.getAgent",
            Params.Agent.class,
            "Answers everything about one agent: its state, why, since when, and what is next.",
            this::get)
        .method(
            "async.listAgents",
            Params.ListAgents.class,
            "Lists agents by name, a page at a time.",
            this::list)
        .method(
            "async.getAgentStates",
            Params.GetAgentStates.class,
            "Answers the states of the named agents, or of the first 1,000.",
            this::states)
        .method(
            "async.updateAgent",
            Params.UpdateAgent.class,
            "Changes the named keys of an agent's config, or of a mailbox of a person or a team's notes.",
            this::update)
        .method(
            "async.startAgent",
            Params.Agent.class,
            "Lets a stopped agent's tasks start again.",
            (p, c) -> lifeCommand(p.agentId(), new Command.Start()))
        .method(
            "async.stopAgent",
            Params.StopAgent.class,
            "Stops an agent: after its running tasks (drain), or now, handing them back.",
            (p, c) -> lifeCommand(p.agentId(), new Command.Stop(p.mode() != Params.StopMode.NOW)))
        .method(
            "async.deleteAgent",
            Params.Agent.class,
            "Deletes an agent and cancels its tasks; its journal stays.",
            this::delete)
        .method(
            "async.listDefinitions",
            NoParams.class,
            "Lists the registered definitions, and files that are broken.",
            this::definitions)
        .method(
            "async.getDefinition",
            Params.GetDefinition.class,
            "Answers one registered definition.",
            this::definition)
        .method(
            "async.sleepAgent",
            Params.SleepAgent.class,
            "Puts an agent to sleep until a time, for a duration, or until something wakes it.",
            this::sleep)
        .method(
            "async.wakeAgent",
            Params.WakeAgent.class,
            "Wakes an agent, and those of its tasks that rest in a tool.",
            this::wake);
  }

  private Object create(Params.CreateAgent p, Connection c) throws InterruptedException {
    if (p.agentId().isReserved()) {
      throw RpcException.invalidParams("agentId", p.agentId() + " is reserved")
          .hint("user, user:NAME, postmaster and reveille:NAME are no agents");
    }
    JsonNode given = p.definition();
    boolean inline = given != null && given.isObject();
    if (given != null && !inline && !given.isString()) {
      throw RpcException.invalidParams(
          "definition", "definition must be a name or an object with a systemPrompt");
    }
    String name = inline ? "" : given == null ? p.agentId().value() : given.stringValue();
    ConfigPatch standard =
        inline
            ? ConfigPatch.EMPTY
            : Ask.valid("definition.config.", () -> catalog.config(name))
                .orElseThrow(() -> noDefinition(name, given == null));
    AgentConfig config =
        Ask.valid(
            "config.",
            () -> {
              AgentConfig ofDefinition = AgentConfig.STANDARD.with(standard);
              return p.config() == null ? ofDefinition : ofDefinition.with(p.config().patch());
            });
    if (p.config() != null) {
      known("config.tools", p.config().tools(), catalog::hasTools);
      known("config.approvals", p.config().approvals(), catalog::knows);
    }
    boolean start = p.autoStart() == null || p.autoStart();
    Command command =
        new Command.Create(
            name, given != null && inline ? inlineDefinition(given) : null, config, start);
    Agent agent = created(p, command);
    Map<String, Object> result = success(agent);
    result.put("autoStarted", agent.life() == Agent.Life.STARTED);
    result.put("createdAt", agent.createdAt());
    return result;
  }

  private Agent created(Params.CreateAgent p, Command command) throws InterruptedException {
    Answer answer = engine.ask(p.agentId(), command);
    boolean exists =
        answer instanceof Answer.Refused refused
            && refused.code() == dev.reveille.core.Decision.Code.CONFLICT;
    return exists && p.ifExists() == Params.IfExists.RETURN
        ? ask.agent(p.agentId())
        : Ask.done(answer).agent();
  }

  private Entry.InlineDefinition inlineDefinition(JsonNode given) {
    Params.InlineDefinition inline;
    try {
      inline = catalog.bind(given, Params.InlineDefinition.class);
    } catch (BadValue bad) {
      throw RpcException.invalidParams("definition." + bad.path(), bad.message());
    }
    known("definition.tools", inline.tools(), catalog::hasTools);
    return new Entry.InlineDefinition(
        inline.description() == null ? "" : inline.description(),
        inline.systemPrompt() == null ? "" : inline.systemPrompt(),
        inline.model(),
        inline.tools() == null ? List.of("*") : inline.tools());
  }

  private void known(String field, @Nullable List<String> tools, Predicate<String> isKnown) {
    if (tools == null) {
      return;
    }
    for (String tool : tools) {
      if (!isKnown.test(tool)) {
        throw RpcException.invalidParams(field, "there is no tool \"" + tool + '"')
            .hint("this server has " + catalog.toolNames());
      }
    }
  }

  private RpcException noDefinition(String name, boolean byAgentId) {
    String message =
        byAgentId
            ? "there is no definition named like the agent, " + name
            : "there is no definition " + name;
    return new RpcException(ErrorCode.NOT_FOUND, message)
        .with("field", "definition")
        .hint("say definition: one of " + catalog.names() + ", or give one inline as an object");
  }

  private Object get(Params.Agent p, Connection c) throws InterruptedException {
    Agent agent = ask.agent(p.agentId());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String why = agent.why(now, engine.delay(agent, now));
    Map<String, @Nullable Object> view =
        AgentView.whole(agent, catalog.descriptionOf(agent), why, now);
    String stillness = engine.stillness();
    if (stillness != null && view.put("nextWake", null) != null) {
      view.put("why", why + "; but nothing is due here, because " + stillness);
    }
    nodes.home(p.agentId()).ifPresent(node -> view.put("node", node));
    return view;
  }

  private Object list(Params.ListAgents p, Connection c) {
    int limit = Ask.limit(p.limit());
    Views.AgentFilter filter = new Views.AgentFilter(p.state(), p.definition(), p.prefix());
    String after = p.cursor() == null ? "" : p.cursor();
    List<Views.AgentRow> rows = views.agents(filter, after, limit + 1);
    return Page.of("agents", rows, limit, AgentView::row, Views.AgentRow::agentId);
  }

  private Object states(Params.GetAgentStates p, Connection c) throws InterruptedException {
    List<AgentId> ids = p.agentIds();
    if (ids != null && ids.size() > MAX_STATES) {
      throw RpcException.limit("agentIds", MAX_STATES, "at most " + MAX_STATES + " agents a call");
    }
    if (ids == null) {
      ids =
          views.agents(new Views.AgentFilter(null, null, null), "", MAX_STATES).stream()
              .map(row -> new AgentId(row.agentId()))
              .filter(id -> !id.isReserved())
              .toList();
    }
    Map<String, Object> agents = new LinkedHashMap<>();
    for (AgentId id : ids) {
      agents.put(id.value(), AgentView.brief(ask.agent(id)));
    }
    return Fields.of("success", true, "agents", agents);
  }

  private Object update(Params.UpdateAgent p, Connection c) throws InterruptedException {
    known("config.tools", p.config().tools(), catalog::hasTools);
    ConfigPatch patch = Ask.valid("config.", () -> p.config().patch());
    boolean agent = !p.agentId().isPerson() && !p.agentId().isTeam();
    AgentConfig now = (agent ? ask.agent(p.agentId()) : ask.whatever(p.agentId())).config();
    AgentConfig checked = Ask.valid("config.", () -> now.with(patch));
    known("config.approvals", p.config().approvals(), catalog::knows);
    Agent updated = ask.command(p.agentId(), new Command.Update(patch)).agent();
    Map<String, Object> result = success(updated);
    result.put("config", AgentView.json(updated.config()));
    result.put("changed", !checked.equals(now));
    return result;
  }

  private Object lifeCommand(AgentId id, Command command) throws InterruptedException {
    return success(ask.command(id, command).agent());
  }

  private Object delete(Params.Agent p, Connection c) throws InterruptedException {
    ask.command(p.agentId(), new Command.Delete());
    return Fields.of("success", true, "agentId", p.agentId());
  }

  private Object definitions(NoParams p, Connection c) {
    return catalog.list();
  }

  private Object definition(Params.GetDefinition p, Connection c) {
    return catalog
        .view(p.name())
        .orElseThrow(() ->
            new RpcException(ErrorCode.NOT_FOUND, "there is no definition " + p.name())
                .with("field", "name")
                .hint("listDefinitions names those that there are"));
  }

  private Object sleep(Params.SleepAgent p, Connection c) throws InterruptedException {
    if (p.untilTime() != null && p.durationSeconds() != null) {
      throw RpcException.invalidParams(
          "durationSeconds", "give untilTime or durationSeconds, not both");
    }
    Instant until =
        p.durationSeconds() == null ? p.untilTime() : clock.instant().plus(p.durationSeconds());
    List<String> events = p.wakeEvents() == null ? List.of() : p.wakeEvents();
    Sleep sleep =
        Ask.valid(
            "",
            () ->
                new Sleep(
                    Ask.wholeMillis(until),
                    events,
                    p.wakeOnMailPriority(),
                    p.wakeOnLoadBelow(),
                    p.reason() == null ? "" : p.reason()));
    Agent agent = ask.command(p.agentId(), new Command.FallAsleep(sleep)).agent();
    Map<String, Object> result = success(agent);
    result.put("sleepUntil", sleep.until());
    result.put("duration", p.durationSeconds());
    result.put("wakeEvents", sleep.wakeEvents());
    result.put("wakeOnMailPriority", sleep.wakeOnMailPriority());
    return result;
  }

  private Object wake(Params.WakeAgent p, Connection c) throws InterruptedException {
    String reason = p.reason() == null ? "manual wake" : p.reason();
    Agent agent = ask.command(p.agentId(), new Command.Wake(reason)).agent();
    Map<String, Object> result = success(agent);
    result.put("reason", reason);
    return result;
  }

  private static Map<String, @Nullable Object> success(Agent agent) {
    return Fields.of("success", true, "agentId", agent.id(), "state", agent.state());
  }
}
