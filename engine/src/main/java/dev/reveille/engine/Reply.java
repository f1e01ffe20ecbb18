package dev.reveille.engine;

import dev.reveille.core.Command;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;

/** The answer to a question: what the task that it was came to. */
final class Reply extends Parcel {
  private final Journal journal;
  private final TaskId task;
  private final String asker;

  Reply(Post post, long position, Journal journal, TaskId task, String asker) {
    super(post, position);
    this.journal = journal;
    this.task = task;
    this.asker = asker;
  }

  @Override
  void carryOn() {
    String[] parts = asker.split("#", 3);
    TaskId waiting = TaskId.parse(parts[0]);
    TaskHistory history = TaskHistory.read(journal, task).orElse(null);
    boolean well = history != null && history.state() == TaskState.SUCCEEDED;
    String text = history == null ? "the question is not there any more" : history.outcome();
    text = well ? DataMark.from("agent " + task.agent(), text) : text;
    int step = Integer.parseInt(parts[1]);
    post.tell(
        waiting.agent(),
        new Command.AnswerArrived(waiting.seq(), step, parts[2], !well, text),
        this::answered);
  }

  @Override
  String what() {
    return "the answer of task " + task + " to " + asker;
  }
}
