package dev.reveille.server.control;

import dev.reveille.engine.Redactor;

/**
 * One thing that can be well or not.
 *
 * @param detail what is wrong and what to do, or what is well
 */
public record HealthCheck(String name, boolean ok, String detail) {

  /** What other programs say of themselves may hold secrets. */
  public HealthCheck without(Redactor secrets) {
    return new HealthCheck(name, ok, secrets.clean(detail));
  }
}
