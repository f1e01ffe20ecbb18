package dev.reveille.server.telemetry;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The few things of the virtual machine that tell whether it has enough of everything. */
final class JvmLevels {
  private JvmLevels() {}

  static List<Meter> meters() {
    return List.of(
        Gauge.of(
            "jvm_memory_used_bytes",
            "Memory in use, by area.",
            "area",
            () -> memory(MemoryUsage::getUsed)),
        Gauge.of(
            "jvm_memory_max_bytes",
            "The most that there may be, by area; -1: no limit.",
            "area",
            () -> memory(MemoryUsage::getMax)),
        counter(
            "jvm_gc_collections_total",
            "Collections of garbage.",
            GarbageCollectorMXBean::getCollectionCount),
        counter(
            "jvm_gc_collection_seconds_total",
            "Time that they took.",
            gc -> gc.getCollectionTime() / 1_000.0),
        Gauge.of(
            "jvm_threads",
            "Platform threads; virtual ones are not counted.",
            () -> ManagementFactory.getThreadMXBean().getThreadCount()),
        new Gauge(
            "process_cpu_seconds_total",
            Metric.Kind.COUNTER,
            "Processor time of this process.",
            List.of(),
            () -> List.of(new Metric.Value(cpu()))),
        Gauge.of(
            "process_start_time_seconds",
            "When this process began, since 1970.",
            () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
  }

  private static double cpu() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }

  private static List<Metric.Sample> memory(ToLongFunction<MemoryUsage> of) {
    var memory = ManagementFactory.getMemoryMXBean();
    return List.of(
        new Metric.Value(List.of("heap"), of.applyAsLong(memory.getHeapMemoryUsage())),
        new Metric.Value(List.of("nonheap"), of.applyAsLong(memory.getNonHeapMemoryUsage())));
  }

  private static Meter counter(
      String name, String help, ToDoubleFunction<GarbageCollectorMXBean> of) {
    return new Gauge(
        name,
        Metric.Kind.COUNTER,
        help,
        List.of("gc"),
        () ->
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .<Metric.Sample>map(
                    gc -> new Metric.Value(List.of(gc.getName()), of.applyAsDouble(gc)))
                .toList());
  }
}
