package dev.reveille.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code top} shows, as lines: no more of them, and none longer, than the terminal has. */
final class TopScreen {

  private static final int STATE = 9;
  private static final int NUMBER = 7;
  private static final int TIME = 11;
  private static final int NEXT_WAKES = 3;
  private static final int ROOMY = 100;
  private static final int DOING = 10;

  private final TopState state;
  private final TerminalSize size;
  private final Look look;

  private TopScreen(TopState state, TerminalSize size, Look look) {
    this.state = state;
    this.size = size;
    this.look = look;
  }

  static List<String> render(TopState state, TerminalSize size, Look look) {
    TopScreen screen = new TopScreen(state, size, look);
    List<String> lines = screen.head();
    List<String> foot = screen.foot();
    int room = Math.max(1, size.rows() - lines.size() - foot.size());
    List<String> body =
        state.open().isPresent() ? screen.one(state.open().get(), room) : screen.agents(room);
    lines.addAll(body);
    while (lines.size() + foot.size() < size.rows()) {
      lines.add("");
    }
    lines.addAll(foot);
    return lines.subList(0, Math.min(lines.size(), size.rows()));
  }

  // ── above ──────────────────────────────────────────────────────────────────────────────────

  private List<String> head() {
    List<String> lines = new ArrayList<>();
    Optional<TopSnapshot> snapshot = state.snapshot();
    if (snapshot.isEmpty()) {
      lines.add(whole(state.trouble().isEmpty() ? "asking the server ..." : state.trouble()));
      return lines;
    }
    TopSnapshot it = snapshot.get();
    String counts =
        it.states().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    String part = it.all() > it.agents().size() ? " (listed: " + it.agents().size() + ")" : "";
    lines.add(
        look.paint(whole(it.server() + "   " + it.all() + " agents: " + counts + part), Tone.BOLD));
    lines.add(
        whole(
            "running %s   queued %d   load %s   used since begun: %,d tokens, %s USD"
                .formatted(it.places(), it.queued(), it.load(), state.tokens(), usd())));
    if (!it.spend().isEmpty()) {
      lines.add(whole("budget  " + it.spend()));
    }
    lines.add(whole("wakes   " + wakes(it)));
    if (!it.decide().isEmpty()) {
      lines.add(look.paint(whole("for you " + it.decide()), Tone.WARN));
    }
    it.unwell()
        .forEach(check -> lines.add(look.paint(whole("unwell  " + Text.seconds(check)), Tone.BAD)));
    lines.add("");
    return lines;
  }

  private String usd() {
    return String.format(Locale.ROOT, "%.4f", state.micros() / 1e6);
  }

  private String wakes(TopSnapshot snapshot) {
    String next =
        snapshot.agents().stream()
            .filter(agent -> agent.wakeAt().isPresent())
            .sorted(Comparator.comparing(agent -> agent.wakeAt().orElse(Instant.MAX)))
            .limit(NEXT_WAKES)
            .map(agent -> agent.id() + " " + when(agent.wakeAt()))
            .collect(Collectors.joining(", "));
    return next.isEmpty() ? "none is due" : next;
  }

  /** In whole seconds: what changes each second need not show more. */
  private String when(Optional<Instant> at) {
    return at.map(
            it -> {
              Duration ahead =
                  Duration.ofSeconds(Math.round(Duration.between(look.now(), it).toMillis() / 1e3));
              String words = DurationText.format(ahead).replace("0ms", "now");
              return ahead.isZero() ? words : ahead.isNegative() ? words + " ago" : "in " + words;
            })
        .orElse("-");
  }

  // ── the list ───────────────────────────────────────────────────────────────────────────────

  private List<String> agents(int room) {
    List<TopAgent> agents = state.visible();
    int name = nameWidth(agents);
    List<String> lines = new ArrayList<>();
    lines.add(
        look.paint(
            doing(
                line(name, "AGENT", "STATE", "RUNNING", "QUEUED", "NEXT WAKE", "ACTIVE", "TOKENS"),
                "DOING"),
            Tone.DIM));
    int cursor = state.cursor();
    int shown = Math.max(1, room - 1);
    int first = Math.clamp(cursor - shown / 2L, 0, Math.max(0, agents.size() - shown));
    for (int i = first; i < Math.min(agents.size(), first + shown); i++) {
      lines.add(agent(agents.get(i), name, i == cursor));
    }
    if (agents.isEmpty()) {
      lines.add(
          state.filter().isEmpty() ? "No agents." : "No agent is like '" + state.filter() + "'.");
    }
    return lines;
  }

  private int nameWidth(List<TopAgent> agents) {
    int longest = agents.stream().mapToInt(it -> Columns.width(it.id())).max().orElse(0);
    return Math.clamp(longest, 5, Math.clamp(size.columns() / 3, 12, 28));
  }

  private String agent(TopAgent it, int name, boolean isSelected) {
    String text =
        doing(
            line(
                name,
                it.id(),
                it.state(),
                "" + it.running(),
                "" + it.queued(),
                when(it.wakeAt()),
                when(it.lastActive()),
                it.tokens() == 0 ? "-" : "" + it.tokens()),
            state.doing().getOrDefault(it.id(), it.doing()).replace(it.id() + "/", "task "));
    if (isSelected) {
      return look.colours() ? look.paint(text, Tone.REVERSE) : ">" + text.substring(1);
    }
    return look.paint(text, Tone.of(it.state()));
  }

  /** With what it does, if there is room to say some of it. */
  private String doing(String line, String doing) {
    return whole(size.columns() - Columns.width(line) < DOING ? line : line + doing);
  }

  /** Where there is no room, what an agent does is of more interest than what it has used. */
  private String line(
      int name,
      String id,
      String state,
      String running,
      String queued,
      String wake,
      String active,
      String tokens) {
    return ' '
        + Columns.fit(id, name)
        + "  "
        + Columns.fit(state, STATE)
        + Columns.fit(running, NUMBER + 1)
        + Columns.fit(queued, NUMBER)
        + Columns.fit(wake, TIME)
        + (size.columns() < ROOMY
            ? ""
            : Columns.fit(active, TIME) + Columns.fit(tokens, NUMBER + 2));
  }

  // ── one agent ──────────────────────────────────────────────────────────────────────────────

  private List<String> one(TopState.Open open, int room) {
    List<String> all =
        open.known().isEmpty()
            ? List.of("asking for " + open.agent() + " ...")
            : Card.render(open.known()).lines().toList();
    int from = Math.min(open.scrolled(), Math.max(0, all.size() - room));
    return new ArrayList<>(
        all.subList(from, Math.min(all.size(), from + room)).stream().map(this::whole).toList());
  }

  // ── below ──────────────────────────────────────────────────────────────────────────────────

  private List<String> foot() {
    List<String> lines = new ArrayList<>();
    state.alerts().forEach(alert -> lines.add(look.paint(whole(alert), Tone.WARN)));
    if (!state.trouble().isEmpty()) {
      lines.add(look.paint(whole(state.trouble()), Tone.BAD));
    }
    lines.add(look.paint(whole(keys()), Tone.DIM));
    return lines;
  }

  private String keys() {
    if (state.writing()) {
      return "/" + state.filter() + "▏  enter keeps it, esc clears it";
    }
    if (state.open().isPresent()) {
      return "↑↓ scroll   esc or q back   ctrl-c quit";
    }
    String filter = state.filter().isEmpty() ? "/ filter" : "/ filter: " + state.filter();
    String order = state.order().name().toLowerCase(Locale.ROOT);
    return "↑↓ move   enter open   s sort: %s   %s   q quit".formatted(order, filter);
  }

  private String whole(String text) {
    return Columns.cut(Text.flat(text), size.columns());
  }
}
