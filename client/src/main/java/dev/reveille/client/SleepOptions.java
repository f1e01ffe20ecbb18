package dev.reveille.client;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How long an agent is to sleep. Whatever comes first wakes it. */
final class SleepOptions {

  @ArgGroup private final End end = new End();

  @Option(
      names = "--wake-on",
      paramLabel = "EVENT",
      split = ",",
      description = "An event that wakes it; '*' stands for anything.")
  private List<String> events = new ArrayList<>();

  @Option(
      names = "--wake-on-mail",
      paramLabel = "PRIORITY",
      description = "Mail of at least this priority wakes it.")
  private @Nullable String mail;

  @Option(
      names = "--wake-below-load",
      paramLabel = "X",
      description = "A machine quieter than this wakes it.")
  private @Nullable Double load;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in its journal.")
  private @Nullable String reason;

  /** One or the other. */
  static final class End {
    @Option(names = "--for", paramLabel = "DURATION", description = "How long, like 30s or 2h.")
    private @Nullable Duration duration;

    @Option(
        names = "--until",
        paramLabel = "INSTANT",
        description = "Until when, like 2027-01-31T09:00:00Z.")
    private @Nullable OffsetDateTime until;
  }

  Params onto(Params agent) {
    return agent
        .with("untilTime", end.until)
        .with("durationSeconds", end.duration)
        .with("wakeEvents", events)
        .with("wakeOnMailPriority", mail)
        .with("wakeOnLoadBelow", load)
        .with("reason", reason);
  }
}
