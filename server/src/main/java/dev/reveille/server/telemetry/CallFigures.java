package dev.reveille.server.telemetry;

import dev.reveille.engine.CommitListener;
import dev.reveille.engine.ModelException;
import dev.reveille.server.rpc.CallListener;
import dev.reveille.server.rpc.ErrorCode;
import java.time.Duration;
import java.util.List;

/** What is measured of calls, and of the store: things that stand in no journal. */
final class CallFigures implements CallListener, CommitListener {
  private static final String OK = "ok";

  private final Capped names;
  private final Capped tools;
  private final Counter modelCalls =
      new Counter(
          "reveille_model_calls_total",
          "Calls of models, also those of a model that stands in for another.",
          "provider",
          "model",
          "outcome");
  private final Histogram modelSeconds =
      new Histogram(
          "reveille_model_call_duration_seconds",
          "Of calls of models that were answered.",
          Buckets.CALL,
          "provider",
          "model");
  private final Histogram firstToken =
      new Histogram(
          "reveille_model_first_token_seconds",
          "Until the first piece of an answer came.",
          Buckets.CALL,
          "provider",
          "model");
  private final Counter toolCalls =
      new Counter(
          "reveille_tool_calls_total",
          "Calls of tools; suspended: the task waits inside of it.",
          "tool",
          "outcome");
  private final Histogram toolSeconds =
      new Histogram(
          "reveille_tool_call_duration_seconds",
          "Of calls of tools, without the time that a task waits inside.",
          Buckets.CALL,
          "tool");
  private final Counter rpcCalls =
      new Counter("reveille_rpc_calls_total", "Calls of clients.", "method", "code");
  private final Histogram rpcSeconds =
      new Histogram(
          "reveille_rpc_call_duration_seconds",
          "Of calls of clients that were answered; some methods wait.",
          Buckets.RPC,
          "method");
  private final Histogram commitSeconds =
      new Histogram(
          "reveille_store_commit_duration_seconds",
          "Of transactions of the journal, from their beginning until the sync is done.",
          Buckets.COMMIT);
  private final Histogram commitAppends =
      new Histogram(
          "reveille_store_commit_appends",
          "Appends that one transaction of the journal made durable together.",
          Buckets.GROUP);
  private final Histogram wakeLateness =
      new Histogram(
          "reveille_wake_lateness_seconds",
          "From the instant for which an agent had its alarm set until it rang.",
          Buckets.LATENESS);

  /**
   * @param names of providers and models
   */
  CallFigures(Capped names, Capped tools) {
    this.names = names;
    this.tools = tools;
  }

  List<Meter> meters() {
    return List.of(
        modelCalls,
        modelSeconds,
        firstToken,
        toolCalls,
        toolSeconds,
        rpcCalls,
        rpcSeconds,
        commitSeconds,
        commitAppends,
        wakeLateness);
  }

  void modelAnswered(String provider, String model, long nanos) {
    String from = names.of(provider);
    String name = names.of(model);
    modelCalls.count(from, name, OK);
    modelSeconds.observe(seconds(nanos), from, name);
  }

  void modelBegan(String provider, String model, long nanos) {
    firstToken.observe(seconds(nanos), names.of(provider), names.of(model));
  }

  void modelFailed(String provider, String model, ModelException why) {
    modelCalls.count(names.of(provider), names.of(model), Words.of(why.kind()));
  }

  /** It ended in a way that is no answer and no failure of the provider's. */
  void modelEnded(String provider, String model, String outcome) {
    modelCalls.count(names.of(provider), names.of(model), outcome);
  }

  void toolEnded(String tool, String outcome, long nanos) {
    String name = tools.of(tool);
    toolCalls.count(name, outcome);
    toolSeconds.observe(seconds(nanos), name);
  }

  void alarmRang(Duration late) {
    wakeLateness.observe(Math.max(0, late.toNanos() / 1e9));
  }

  @Override
  public void committed(int appends, Duration took) {
    if (appends > 0) {
      commitSeconds.observe(seconds(took.toNanos()));
      commitAppends.observe(appends);
    }
  }

  @Override
  public void answered(String method, Duration took) {
    rpcCalls.count(method, OK);
    rpcSeconds.observe(seconds(took.toNanos()), method);
  }

  @Override
  public void refused(String method, ErrorCode code) {
    rpcCalls.count(method, code.symbol());
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
