package dev.reveille.tools;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One reading of the machine, and what is wrong with it. */
record Vitals(Cpu cpu, Space memory, Space heap, Space disk) {
  /**
   * @param percent busy share of all processors since the last reading; negative if not known
   * @param load one-minute load average; negative if the system has none
   */
  record Cpu(int processors, double percent, double load) {}

  record Space(long totalBytes, long freeBytes) {
    double usedPercent() {
      return totalBytes <= 0 ? 0 : 100.0 * (totalBytes - freeBytes) / totalBytes;
    }
  }

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  static Vitals read(OperatingSystemMXBean system, Path folder) throws IOException {
    Runtime process = Runtime.getRuntime();
    FileStore store = Files.getFileStore(folder);
    long free = availableMemory().orElseGet(system::getFreeMemorySize);
    double busy = system.getCpuLoad() * 100;
    return new Vitals(
        new Cpu(
            system.getAvailableProcessors(),
            Double.isNaN(busy) ? -1 : busy,
            system.getSystemLoadAverage()),
        new Space(system.getTotalMemorySize(), free),
        new Space(
            process.maxMemory(),
            process.maxMemory() - process.totalMemory() + process.freeMemory()),
        new Space(store.getTotalSpace(), store.getUsableSpace()));
  }

  static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  /** On Linux caches count as used in what the bean calls free; the kernel knows better. */
  private static OptionalLong availableMemory() throws IOException {
    if (!Files.isReadable(MEMINFO)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    }
  }

  /** What is over its threshold, one sentence each; empty when all is well. */
  List<String> issues(HealthThresholds limits) {
    List<String> issues = new ArrayList<>();
    add(issues, "CPU busy", cpu.percent(), limits.cpuPercent());
    if (cpu.load() > limits.loadPerProcessor() * cpu.processors()) {
      issues.add(
          String.format(
              Locale.ROOT,
              "load %.2f on %d processors (threshold %.2f)",
              cpu.load(),
              cpu.processors(),
              limits.loadPerProcessor() * cpu.processors()));
    }
    add(issues, "memory used", memory.usedPercent(), limits.memoryPercent());
    add(issues, "heap used", heap.usedPercent(), limits.heapPercent());
    add(issues, "disk used", disk.usedPercent(), limits.diskPercent());
    return List.copyOf(issues);
  }

  private static void add(List<String> issues, String what, double percent, double threshold) {
    if (percent > threshold) {
      issues.add(
          String.format(Locale.ROOT, "%s %.1f %% (threshold %.1f %%)", what, percent, threshold));
    }
  }
}
