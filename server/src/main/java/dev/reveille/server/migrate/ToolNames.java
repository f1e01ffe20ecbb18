package dev.reveille.server.migrate;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What AIWhisperer's tools and sets of tools are called here. */
final class ToolNames {
  private static final List<String> READ = List.of("read_file", "list_directory", "search_files");
  private static final List<String> WRITE = List.of("write_file", "edit_file");
  private static final List<String> TALK =
      List.of("send_mail", "list_mail", "read_mail", "reply_mail", "ask_agent", "sleep");

  private static final Map<String, List<String>> SETS =
      Map.ofEntries(
          Map.entry("readonly_filesystem", READ),
          Map.entry("write_filesystem", WRITE),
          Map.entry("code_execution", List.of("run_command")),
          Map.entry("core_agent_communication", TALK),
          Map.entry("mailbox_tools", TALK),
          Map.entry("agent_switching", List.of("ask_agent", "list_agents")),
          Map.entry("analyst", READ),
          Map.entry("secure_readonly", READ),
          Map.entry("minimal", List.of("read_file", "list_directory")),
          Map.entry("monitoring_tools", List.of("system_health", "list_agents")),
          Map.entry("general_assistant", READ));

  private static final Map<String, List<String>> TOOLS =
      Map.ofEntries(
          Map.entry("read_file", List.of("read_file")),
          Map.entry("get_file_content", List.of("read_file")),
          Map.entry("write_file", List.of("write_file")),
          Map.entry("list_directory", List.of("list_directory")),
          Map.entry("get_project_structure", List.of("list_directory")),
          Map.entry("search_files", List.of("search_files")),
          Map.entry("find_pattern", List.of("search_files")),
          Map.entry("execute_command", List.of("run_command")),
          Map.entry("fetch_url", List.of("http_get")),
          Map.entry("send_mail", List.of("send_mail")),
          Map.entry("check_mail", List.of("list_mail", "read_mail")),
          Map.entry("reply_mail", List.of("reply_mail")),
          Map.entry("send_mail_with_switch", List.of("ask_agent")),
          Map.entry("switch_agent", List.of("ask_agent")),
          Map.entry("agent_sleep", List.of("sleep")),
          Map.entry("agent_wake", List.of("send_mail")),
          Map.entry("session_health", List.of("system_health")),
          Map.entry("session_inspector", List.of("list_agents")));

  private ToolNames() {}

  /** Of a set; empty if nothing here is like it. */
  static Optional<List<String>> ofSet(String set) {
    return Optional.ofNullable(SETS.get(set));
  }

  /** Of a tool; empty if nothing here is like it. */
  static Optional<List<String>> ofTool(String tool) {
    return Optional.ofNullable(TOOLS.get(tool));
  }
}
