package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemHealthTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // cpu %, load, free memory, free heap, free disk of 1000
        "10 | 0.5 | 500 | 500 | 500 | healthy, no issues found",
        "90 | 4   | 100 | 100 | 100 | healthy, no issues found",
        "-1 | -1  | 500 | 500 | 500 | healthy, no issues found",
        "95 | 0.5 | 500 | 500 | 500 | 1 issue found: CPU busy 95.0 % (threshold 90.0 %)",
        "10 | 4.1 | 500 | 500 | 500 | 1 issue found: load 4.10 on 2 processors (threshold 4.00)",
        "10 | 0.5 | 99  | 500 | 31  | 2 issues found: memory used 90.1 % (threshold 90.0 %); disk used 96.9 % (threshold 90.0 %)",
        "10 | 0.5 | 500 | 0   | 500 | 1 issue found: heap used 100.0 % (threshold 90.0 %)",
      })
  void judges(double cpu, double load, long memory, long heap, long disk, String verdict) {
    Vitals vitals =
        new Vitals(
            new Vitals.Cpu(2, cpu, load),
            new Vitals.Space(1000, memory),
            new Vitals.Space(1000, heap),
            new Vitals.Space(1000, disk));
    var report = SystemHealth.report(vitals, HealthThresholds.STANDARD);
    assertThat(report.get("verdict").stringValue()).isEqualTo(verdict);
    assertThat(report.get("issues").size())
        .isEqualTo(verdict.startsWith("healthy") ? 0 : verdict.charAt(0) - '0');
    assertThat(report.get("cpu").has("busyPercent")).isEqualTo(cpu >= 0);
  }

  @Test
  void readsThisMachine() throws Exception {
    var report =
        Json.object(Caller.in(folder, ToolLimits.STANDARD).returned("system_health", "{}"));
    assertThat(report.propertyNames())
        .containsExactly("verdict", "issues", "cpu", "memory", "heap", "disk");
    assertThat(report.at("/cpu/processors").asInt()).isPositive();
    for (String space : new String[] {"memory", "heap", "disk"}) {
      assertThat(report.at("/" + space + "/totalBytes").asLong()).isGreaterThan(1 << 20);
      assertThat(report.at("/" + space + "/usedPercent").asDouble()).isBetween(0.0, 100.0);
    }
  }
}
