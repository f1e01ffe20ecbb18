package dev.reveille.client;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a task is; once it has ended it stays so. */
public enum TaskState {
  QUEUED,
  RUNNING,
  WAITING,
  RETRYING,
  SUCCEEDED,
  /** It cannot succeed. */
  FAILED,
  CANCELLED,
  EXPIRED,
  /** Given up after all attempts; it is a dead letter. */
  DEAD,
  /** One that a newer server has and this library does not know. */
  @JsonEnumDefaultValue
  UNKNOWN;

  private static final Set<TaskState> ENDS =
      EnumSet.of(SUCCEEDED, FAILED, CANCELLED, EXPIRED, DEAD);

  public boolean isEnd() {
    return ENDS.contains(this);
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
