package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;

/**
 * @param deferAbove at a load above this, tasks below {@code urgent} are not begun; they keep their
 *     places in their queues. 1: never
 * @param resumeBelow they are begun again when the load is below this; not greater than {@code
 *     deferAbove}
 * @param minRunning so many tasks run whatever the load is: a busy machine does less, and a load
 *     that others cause cannot stop all work for ever
 * @param ageingSeconds among agents that wait for a place: one that has waited so long counts as
 *     one priority higher
 * @param cpuLimit the share of the machine's processors at which the load is 1
 * @param heapLimit the share of the greatest heap, garbage left out, at which the load is 1
 * @param storeLagSeconds an append that takes so long to become durable makes the load 1
 */
public record AdmissionConfig(
    double deferAbove,
    double resumeBelow,
    int minRunning,
    Duration ageingSeconds,
    double cpuLimit,
    double heapLimit,
    Duration storeLagSeconds) {
  public AdmissionConfig {
    check("deferAbove", deferAbove, 0, 1);
    check("resumeBelow", resumeBelow, 0, deferAbove);
    check("minRunning", minRunning, 1, 1_000_000);
    check("ageingSeconds", ageingSeconds.toMillis() / 1e3, 0.001, 31_536_000);
    check("cpuLimit", cpuLimit, 0.01, 1);
    check("heapLimit", heapLimit, 0.01, 1);
    check("storeLagSeconds", storeLagSeconds.toMillis() / 1e3, 0.001, 3_600);
  }

  public static AdmissionConfig defaults() {
    return new AdmissionConfig(0.80, 0.70, 8, Duration.ofMinutes(5), 1, 1, Duration.ofSeconds(2));
  }
}
