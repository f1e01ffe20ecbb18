package dev.reveille.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** The commands there are, in the order in which help lists them. */
final class Commands {

  private static final SequencedMap<String, Function<Root, Object>> ALL = all();

  private Commands() {}

  private static SequencedMap<String, Function<Root, Object>> all() {
    SequencedMap<String, Function<Root, Object>> all = new LinkedHashMap<>();
    all.put("serve", root -> new LauncherCommands.Serve());
    all.put("demo", DemoCommand::new);
    all.put("top", TopCommand::new);
    all.put("agent", AgentCommands::new);
    all.put("task", TaskCommands::new);
    all.put("schedule", ScheduleCommands::new);
    all.put("mail", MailCommands::new);
    all.put("event", EventCommands::new);
    all.put("note", NoteCommands::new);
    all.put("approvals", ApprovalCommands.Open::new);
    all.put("approve", ApprovalCommands.Approve::new);
    all.put("deny", ApprovalCommands.Deny::new);
    all.put("deadletter", DeadLetterCommands::new);
    all.put("replay", ReplayCommand::new);
    all.put("export", ExportCommand::new);
    all.put("import", ImportCommand::new);
    all.put("definition", DefinitionCommands::new);
    all.put("watch", WatchCommand::new);
    all.put("call", CallCommand::new);
    all.put("methods", ServerCommands.Methods::new);
    all.put("info", ServerCommands.Info::new);
    all.put("overview", ServerCommands.Overview::new);
    all.put("metrics", ServerCommands.Metrics::new);
    all.put("health", HealthCommand::new);
    all.put("cluster", ClusterCommands::new);
    all.put("doctor", root -> new LauncherCommands.Doctor());
    all.put("check", root -> new LauncherCommands.Check());
    all.put("rebuild", root -> new LauncherCommands.Rebuild());
    all.put("backup", root -> new LauncherCommands.Backup());
    all.put("migrate", root -> new LauncherCommands.Migrate());
    all.put("completion", CompletionCommand::new);
    return all;
  }

  /**
   * The one that the arguments begin with, otherwise all: to build the model of every command costs
   * more time than a call to the server.
   */
  static Map<String, Function<Root, Object>> wanted(String... args) {
    Function<Root, Object> one = args.length == 0 ? null : ALL.get(args[0]);
    boolean alone = one != null && !args[0].equals("completion");
    return alone ? Map.of(args[0], one) : ALL;
  }
}
