package dev.reveille.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The making of the next {@link TopState}: what is not said stays as it was. */
final class TopChange {

  private Optional<TopSnapshot> snapshot;
  private Map<String, String> doing;
  private List<String> alerts;
  private long tokens;
  private long micros;
  private String trouble;
  private TopAgent.Order order;
  private String filter;
  private boolean writing;
  private String selected;
  private Optional<TopState.Open> open;
  private boolean over;

  TopChange(TopState before) {
    snapshot = before.snapshot();
    doing = before.doing();
    alerts = before.alerts();
    tokens = before.tokens();
    micros = before.micros();
    trouble = before.trouble();
    order = before.order();
    filter = before.filter();
    writing = before.writing();
    selected = before.selected();
    open = before.open();
    over = before.over();
  }

  TopChange snapshot(TopSnapshot fresh) {
    snapshot = Optional.of(fresh);
    return this;
  }

  TopChange doing(Map<String, String> now) {
    doing = now;
    return this;
  }

  TopChange alerts(List<String> newest) {
    alerts = newest;
    return this;
  }

  TopChange spent(long moreTokens, long moreMicros) {
    tokens += moreTokens;
    micros += moreMicros;
    return this;
  }

  TopChange trouble(String why) {
    trouble = why;
    return this;
  }

  TopChange order(TopAgent.Order by) {
    order = by;
    return this;
  }

  TopChange filter(String text, boolean goesOn) {
    filter = text;
    writing = goesOn;
    return this;
  }

  TopChange selected(String agent) {
    selected = agent;
    return this;
  }

  TopChange open(TopState.@Nullable Open one) {
    open = Optional.ofNullable(one);
    return this;
  }

  TopChange over() {
    over = true;
    return this;
  }

  TopState state() {
    return new TopState(
        snapshot, doing, alerts, tokens, micros, trouble, order, filter, writing, selected, open,
        over);
  }
}
