package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import java.util.List;

/**
 * Something that only a person can settle: listeners have an event of it, and {@code user} mail.
 */
final class Notice extends Announcement {
  private static final AgentId USER = new AgentId("user");
  private static final int SHOWN = 2_000;

  /**
   * @param events names of the system's events that somebody listens to
   */
  Notice(Post post, long position, Journal journal, Journal.Recorded row, List<String> events) {
    super(post, position, journal, row, events);
  }

  /** Whether somebody must be told of an entry. */
  static boolean isOf(Entry entry) {
    return entry instanceof Entry.BudgetExhausted
        || entry instanceof Entry.TaskOverBudget
        || entry instanceof Entry.ApprovalRequested;
  }

  /** Nobody who listens has to wait for room in the mailbox. */
  @Override
  void published() {
    TaskId id = new TaskId(row.agent(), row.seq() + index());
    MailSpec mail =
        switch (row.entries().get(index())) {
          case Entry.BudgetExhausted e -> exhausted(id, e);
          case Entry.TaskOverBudget e -> overBudget(id, new TaskId(row.agent(), e.task()), e);
          case Entry.ApprovalRequested e -> approval(id, e);
          case Entry e -> throw new IllegalStateException("nobody need be told of " + e);
        };
    post.tell(USER, new Command.Deliver(mail), this::delivered);
  }

  private MailSpec exhausted(TaskId id, Entry.BudgetExhausted e) {
    String then =
        e.until() == null
            ? "It goes on when updateAgent gives it more (config.budget)."
            : "It goes on at " + e.until() + ", or when updateAgent gives it more.";
    String text = "The budget of agent " + row.agent() + " is spent: " + e.reached() + ". " + then;
    return mail(id, "Budget of " + row.agent() + " is spent", text);
  }

  private MailSpec overBudget(TaskId id, TaskId task, Entry.TaskOverBudget e) {
    String text =
        "The budget of task "
            + task
            + " is spent: "
            + e.reached()
            + ". It waits until setTaskBudget gives it more, or cancelTask ends it.";
    return mail(id, "Budget of task " + task + " is spent", text);
  }

  private MailSpec approval(TaskId id, Entry.ApprovalRequested e) {
    String text =
        "Task "
            + row.agent()
            + '/'
            + e.task()
            + " wants to call "
            + e.tool()
            + " with:\n"
            + arguments(e)
            + "\n\nAnswer until "
            + e.expiresAt()
            + ": resolveApproval {approvalId: \""
            + id
            + "\", decision: approve | deny, note}.";
    return mail(id, "Approval " + id + ": " + e.tool(), text);
  }

  private String arguments(Entry.ApprovalRequested e) {
    Entry said = journal.entry(row.agent(), e.reply()).orElse(null);
    if (said instanceof Entry.ModelReplied replied) {
      String all = replied.reply().call(e.callId()).map(ToolCall::arguments).orElse("");
      return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + " […]";
    }
    return "(see the task's steps)";
  }

  private MailSpec mail(TaskId id, String subject, String body) {
    String line = subject.length() <= 200 ? subject : subject.substring(0, 200);
    return new MailSpec(
        row.agent().value(), line, body, Priority.HIGH, null, null, null, MailSpec.NOTICE + id);
  }

  @Override
  String what() {
    return "mail to " + USER + " about agent " + row.agent();
  }
}
