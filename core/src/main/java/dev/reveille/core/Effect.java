package dev.reveille.core;

/**
 * What must be done outside, derived from an agent's state: an intent without an outcome. Equal
 * effects are the same effect; {@code run} sets the work of one life apart from that of the next.
 */
public sealed interface Effect {

  long task();

  int run();

  /**
   * @param compactions how often the conversation was made shorter before
   * @param tooLong the model has said that the conversation is too long: it is made shorter first
   */
  record CallModel(long task, int run, int step, int compactions, boolean tooLong)
      implements Effect {
    public CallModel(long task, int run, int step, int compactions) {
      this(task, run, step, compactions, false);
    }

    public CallModel(long task, int run, int step) {
      this(task, run, step, 0);
    }

    /** The next call of a task whose turn it is. */
    static CallModel of(Task task) {
      Effort effort = task.effort();
      boolean tooLong = effort.room() == Effort.Room.LACKING;
      return new CallModel(task.seq(), task.run(), task.steps() + 1, effort.compactions(), tooLong);
    }
  }

  record CallTool(long task, int run, String callId) implements Effect {}
}
