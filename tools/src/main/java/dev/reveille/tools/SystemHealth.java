package dev.reveille.tools;

import com.sun.management.OperatingSystemMXBean;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code system_health}: real figures of this machine as JSON, with the verdict first. */
final class SystemHealth implements Tool {
  private static final Spec SPEC =
      new Spec(
          "system_health",
          """
          The machine's CPU, load, memory, heap and disk right now, as JSON. "verdict" says in a line \
          whether anything is over its threshold, "issues" lists what.\
          """,
          Json.object(
              "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}"),
          ToolPolicy.READ_ONLY,
          "system");

  private final OperatingSystemMXBean system = Vitals.system();
  private final Path folder;
  private final HealthThresholds thresholds;

  /**
   * @param folder on the disk that is measured
   */
  SystemHealth(Path folder, HealthThresholds thresholds) {
    this.folder = folder;
    this.thresholds = thresholds;
    system.getCpuLoad(); // a load is a difference: the first reading only sets the mark
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws IOException {
    return new Outcome.Returned(report(Vitals.read(system, folder), thresholds).toString());
  }

  static ObjectNode report(Vitals vitals, HealthThresholds thresholds) {
    List<String> issues = vitals.issues(thresholds);
    ObjectNode report = Json.MAPPER.createObjectNode();
    report.put("verdict", verdict(issues));
    issues.forEach(report.putArray("issues")::add);
    ObjectNode cpu = report.putObject("cpu");
    cpu.put("processors", vitals.cpu().processors());
    putIfKnown(cpu, "busyPercent", vitals.cpu().percent());
    putIfKnown(cpu, "load1", vitals.cpu().load());
    putSpace(report.putObject("memory"), vitals.memory());
    putSpace(report.putObject("heap"), vitals.heap());
    putSpace(report.putObject("disk"), vitals.disk());
    return report;
  }

  private static String verdict(List<String> issues) {
    return switch (issues.size()) {
      case 0 -> "healthy, no issues found";
      case 1 -> "1 issue found: " + issues.getFirst();
      default -> issues.size() + " issues found: " + String.join("; ", issues);
    };
  }

  private static void putSpace(ObjectNode into, Vitals.Space space) {
    into.put("totalBytes", space.totalBytes());
    into.put("freeBytes", space.freeBytes());
    putIfKnown(into, "usedPercent", space.usedPercent());
  }

  private static void putIfKnown(ObjectNode into, String name, double value) {
    if (value >= 0) {
      into.put(name, Math.round(value * 10) / 10.0);
    }
  }
}
