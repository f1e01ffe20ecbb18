package dev.reveille.tools;

/**
 * Beyond these {@code system_health} speaks of an issue.
 *
 * @param cpuPercent busy share of all processors, 0 to 100
 * @param loadPerProcessor one-minute load average divided by the number of processors
 * @param memoryPercent used share of the machine's memory, 0 to 100
 * @param heapPercent used share of this process's greatest heap, 0 to 100
 * @param diskPercent used share of the workspace's disk, 0 to 100
 */
public record HealthThresholds(
    double cpuPercent,
    double loadPerProcessor,
    double memoryPercent,
    double heapPercent,
    double diskPercent) {

  public static final HealthThresholds STANDARD = new HealthThresholds(90, 2, 90, 90, 90);

  public HealthThresholds {
    if (!(cpuPercent > 0
        && loadPerProcessor > 0
        && memoryPercent > 0
        && heapPercent > 0
        && diskPercent > 0)) {
      throw new IllegalArgumentException("every health threshold must be more than 0");
    }
  }
}
