package dev.reveille.server;

import com.sun.management.OperatingSystemMXBean;
import dev.reveille.engine.Gauges;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** What the virtual machine says about the processors and its heap. */
final class JvmGauges implements Gauges {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  @Override
  public Reading read() {
    double cpu = system.getCpuLoad();
    return new Reading(Double.isNaN(cpu) ? -1 : cpu, heap());
  }

  /**
   * What the last collection of each pool has left, of what there may be at most: a heap that is
   * full of garbage is not full.
   */
  private double heap() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage left = pool.getCollectionUsage();
      used += left == null ? pool.getUsage().getUsed() : left.getUsed();
    }
    return (double) used / Runtime.getRuntime().maxMemory();
  }

  /** Without one, nobody would learn that what was in use has become garbage. */
  @Override
  public void collect() {
    System.gc();
  }
}
