package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * All agents in {@value #COUNT} parts of about one size, so that several nodes can divide among
 * them who looks after whose alarms. A slice is the lowest byte of the CRC-32 of the name's UTF-8.
 * Stores write it beside the agent: it is fixed for ever.
 */
public final class Slices {
  /** Slices are 0 to this, exclusive. */
  public static final int COUNT = 256;

  static final Set<Integer> ALL =
      IntStream.range(0, COUNT).boxed().collect(Collectors.toUnmodifiableSet());

  private Slices() {}

  /** The slice of an agent, 0 to 255. */
  public static int of(AgentId agent) {
    CRC32 crc = new CRC32();
    crc.update(agent.value().getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() & 0xff);
  }

  /** For a store without an index by slices: it goes through all alarms. */
  static List<Journal.Alarm> alarms(
      Journal journal,
      Set<Integer> slices,
      Instant from,
      @Nullable AgentId after,
      Instant before,
      int limit) {
    List<Journal.Alarm> found = new ArrayList<>();
    List<Journal.Alarm> page = journal.alarms(from, after, before, limit);
    while (true) {
      page.stream().filter(alarm -> slices.contains(of(alarm.agent()))).forEach(found::add);
      if (page.size() < limit || found.size() >= limit) {
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
      }
      Journal.Alarm last = page.getLast();
      page = journal.alarms(last.at(), last.agent(), before, limit);
    }
  }

  /** The same of those that somebody must hold. */
  static List<AgentId> busy(Journal journal, Set<Integer> slices, String after, int limit) {
    List<AgentId> found = new ArrayList<>();
    List<AgentId> page = journal.busy(after, limit);
    while (true) {
      page.stream().filter(agent -> slices.contains(of(agent))).forEach(found::add);
      if (page.size() < limit || found.size() >= limit) {
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
      }
      page = journal.busy(page.getLast().value(), limit);
    }
  }
}
