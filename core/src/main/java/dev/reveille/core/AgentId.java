package dev.reveille.core;

/** An agent's name: 1 to 128 of {@code A-Za-z0-9._:-}. */
public record AgentId(String value) implements Comparable<AgentId> {
  public static final int MAX_LENGTH = 128;

  /** The journal of all events. It is no agent: it has no tasks, and nobody can create it. */
  public static final AgentId EVENT_LOG = new AgentId("reveille:events");

  private static final String TEAM = "reveille:team:";

  /** The journal of what a team knows in common. It is no agent. */
  public static AgentId ofTeam(String name) {
    return new AgentId(TEAM + name);
  }

  public AgentId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "agentId must be 1 to "
              + MAX_LENGTH
              + " of A-Z a-z 0-9 . _ : -, but was \""
              + value
              + '"');
    }
  }

  /** True for {@code user} and {@code user:NAME}: a mailbox for somebody who is no agent. */
  public boolean isPerson() {
    return value.equals("user") || value.startsWith("user:") && value.length() > 5;
  }

  /** True for the notes of a team. */
  public boolean isTeam() {
    return value.startsWith(TEAM) && value.length() > TEAM.length();
  }

  /** True for names that no agent can have. */
  public boolean isReserved() {
    return value.equals("user")
        || value.startsWith("user:")
        || value.startsWith("reveille:")
        || value.equals(MailSpec.POSTMASTER);
  }

  private static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean good =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._:-".indexOf(c) >= 0;
      if (!good) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
