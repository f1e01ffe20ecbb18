package dev.reveille.server.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** All that was found, for people and for programs. */
public record DoctorReport(List<Finding> findings) {
  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** The worst of it. */
  public Finding.Level level() {
    return findings.stream().map(Finding::level).max(Enum::compareTo).orElse(Finding.Level.OK);
  }

  public String text() {
    return String.join(System.lineSeparator(), findings.stream().map(Finding::toString).toList());
  }

  /** On one line. */
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", level().name().toLowerCase(Locale.ROOT));
    json.put("checks", findings.stream().map(Finding::json).toList());
    return JsonMapper.builder().build().writeValueAsString(json);
  }
}
