package dev.reveille.client;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What an agent is at; its {@code why} says more. */
public enum AgentState {
  /** Nothing to do. */
  IDLE,
  /** At least one task runs. */
  ACTIVE,
  SLEEPING,
  /** There are tasks, and all of them wait for something. */
  WAITING,
  STOPPED,
  /** One that a newer server has and this library does not know. */
  @JsonEnumDefaultValue
  UNKNOWN
}
