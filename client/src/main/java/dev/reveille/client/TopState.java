package dev.reveille.client;

import dev.reveille.client.Keys.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * All that {@code top} knows and all that its user has chosen. It changes by {@link #on} alone.
 *
 * @param doing what running tasks do, by agent, as the feed has told since the snapshot
 * @param alerts the newest last
 * @param tokens used since top was begun
 * @param micros spent since then, in millionths of a dollar
 * @param trouble why what is shown may be old; empty: it is not
 * @param writing whether what is typed goes into the filter
 * @param selected the agent that the cursor is on; empty: the first
 * @param open the agent that is shown alone
 */
record TopState(
    Optional<TopSnapshot> snapshot,
    Map<String, String> doing,
    List<String> alerts,
    long tokens,
    long micros,
    String trouble,
    TopAgent.Order order,
    String filter,
    boolean writing,
    String selected,
    Optional<Open> open,
    boolean over) {

  private static final int PAGE = 10;
  private static final int ALERTS = 4;
  private static final Set<String> ALARMING =
      Set.of(
          "task.dead",
          "task.error",
          "deadLetter.added",
          "budget.exhausted",
          "schedule.missed",
          "mail.bounced",
          "approval.requested");

  static final TopState BEGIN =
      new TopState(
          Optional.empty(),
          Map.of(),
          List.of(),
          0,
          0,
          "",
          TopAgent.Order.ACTIVITY,
          "",
          false,
          "",
          Optional.empty(),
          false);

  /**
   * An agent shown alone.
   *
   * @param known what getAgent has answered; an empty object before
   */
  record Open(String agent, JsonNode known, int scrolled) {}

  /** What changes it. */
  sealed interface Input {
    record Pressed(Key key) implements Input {}

    record Fetched(TopSnapshot snapshot) implements Input {}

    record Looked(String agent, JsonNode known) implements Input {}

    /**
     * @param line the notification as people read it
     */
    record Told(Notification notification, String line) implements Input {}

    /**
     * @param why empty: all is well again
     */
    record Trouble(String why) implements Input {}
  }

  TopState {
    doing = Map.copyOf(doing);
    alerts = List.copyOf(alerts);
  }

  /** The agents that are shown, in their order. */
  List<TopAgent> visible() {
    String wanted = filter.toLowerCase(Locale.ROOT);
    return snapshot.map(TopSnapshot::agents).orElse(List.of()).stream()
        .filter(agent ->
            agent.id().toLowerCase(Locale.ROOT).contains(wanted) || agent.state().equals(wanted))
        .sorted(order.comparator())
        .toList();
  }

  /** Where the cursor is among them. */
  int cursor() {
    List<TopAgent> visible = visible();
    for (int i = 0; i < visible.size(); i++) {
      if (visible.get(i).id().equals(selected)) {
        return i;
      }
    }
    return 0;
  }

  TopState on(Input input) {
    return switch (input) {
      case Input.Pressed(Key key) -> pressed(key);
      case Input.Fetched(TopSnapshot fresh) ->
          new TopChange(this).snapshot(fresh).doing(Map.of()).trouble("").state();
      case Input.Looked(String agent, JsonNode known) ->
          open.filter(it -> it.agent().equals(agent)).isPresent()
              ? new TopChange(this).open(new Open(agent, known, open.get().scrolled())).state()
              : this;
      case Input.Told(Notification notification, String line) -> told(notification, line);
      case Input.Trouble(String why) -> new TopChange(this).trouble(why).state();
    };
  }

  private TopState told(Notification notification, String line) {
    TopChange change = new TopChange(this);
    JsonNode params = notification.params();
    if (notification.kind().equals("task.step")) {
      JsonNode usage = params.path("usage");
      change.spent(
          usage.path("inputTokens").asLong(0) + usage.path("outputTokens").asLong(0),
          usage.path("costMicros").asLong(0));
      Map<String, String> now = new HashMap<>(doing);
      now.put(notification.agentId(), step(params));
      change.doing(now);
    }
    if (ALARMING.contains(notification.kind())) {
      List<String> more = new ArrayList<>(alerts);
      more.add(line);
      change.alerts(more.subList(Math.max(0, more.size() - ALERTS), more.size()));
    }
    return change.state();
  }

  private static String step(JsonNode params) {
    String kind = Json.text(params, "kind");
    String what =
        switch (kind) {
          case "model" -> "step " + Json.text(params, "step");
          case "toolCall" -> "calls " + Json.text(params, "tool");
          case "toolResult" -> "has a result";
          default -> kind;
        };
    return Json.text(params, "taskId") + ' ' + what;
  }

  // ── keys ───────────────────────────────────────────────────────────────────────────────────

  private TopState pressed(Key key) {
    if (key == Key.Special.INTERRUPT) {
      return new TopChange(this).over().state();
    }
    if (writing) {
      return written(key);
    }
    return open.map(it -> inOne(it, key)).orElseGet(() -> inList(key));
  }

  private TopState written(Key key) {
    return switch (key) {
      case Key.Letter(int character) ->
          new TopChange(this).filter(filter + Character.toString(character), true).state();
      case Key.Special.BACKSPACE ->
          new TopChange(this)
              .filter(filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1), true)
              .state();
      case Key.Special.ENTER -> new TopChange(this).filter(filter, false).state();
      case Key.Special.ESCAPE -> new TopChange(this).filter("", false).state();
      case Key.Special other -> this;
    };
  }

  private TopState inOne(Open one, Key key) {
    int scrolled = one.scrolled();
    return switch (key) {
      case Key.Letter(int c) when c == 'q' -> new TopChange(this).open(null).state();
      case Key.Special.ESCAPE, Key.Special.BACKSPACE, Key.Special.ENTER ->
          new TopChange(this).open(null).state();
      case Key.Special.UP -> scrolled(one, scrolled - 1);
      case Key.Special.DOWN -> scrolled(one, scrolled + 1);
      case Key.Special.PAGE_UP -> scrolled(one, scrolled - PAGE);
      case Key.Special.PAGE_DOWN -> scrolled(one, scrolled + PAGE);
      case Key.Letter other -> this;
      case Key.Special other -> this;
    };
  }

  private TopState scrolled(Open one, int to) {
    return new TopChange(this).open(new Open(one.agent(), one.known(), Math.max(0, to))).state();
  }

  private TopState inList(Key key) {
    return switch (key) {
      case Key.Letter(int c) when c == 'q' -> new TopChange(this).over().state();
      case Key.Letter(int c) when c == 's' -> new TopChange(this).order(order.next()).state();
      case Key.Letter(int c) when c == '/' -> new TopChange(this).filter(filter, true).state();
      case Key.Letter(int c) when c == 'k' -> moved(cursor() - 1);
      case Key.Letter(int c) when c == 'j' -> moved(cursor() + 1);
      case Key.Special.ESCAPE -> new TopChange(this).filter("", false).state();
      case Key.Special.UP -> moved(cursor() - 1);
      case Key.Special.DOWN -> moved(cursor() + 1);
      case Key.Special.PAGE_UP -> moved(cursor() - PAGE);
      case Key.Special.PAGE_DOWN -> moved(cursor() + PAGE);
      case Key.Special.HOME -> moved(0);
      case Key.Special.END -> moved(Integer.MAX_VALUE);
      case Key.Special.ENTER -> opened();
      case Key.Letter other -> this;
      case Key.Special other -> this;
    };
  }

  private TopState moved(int to) {
    List<TopAgent> visible = visible();
    return visible.isEmpty()
        ? this
        : new TopChange(this)
            .selected(visible.get(Math.clamp(to, 0, visible.size() - 1)).id())
            .state();
  }

  private TopState opened() {
    List<TopAgent> visible = visible();
    return visible.isEmpty()
        ? this
        : new TopChange(this).open(new Open(visible.get(cursor()).id(), Json.object(), 0)).state();
  }
}
