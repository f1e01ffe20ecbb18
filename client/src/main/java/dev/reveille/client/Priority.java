package dev.reveille.client;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.Locale;

/** How urgent a task, a mail or an event is, the least urgent first. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH,
  URGENT,
  /** One that a newer server has and this library does not know. */
  @JsonEnumDefaultValue
  UNKNOWN;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
