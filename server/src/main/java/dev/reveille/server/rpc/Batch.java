package dev.reveille.server.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** The calls of a batch: side by side, each within the limit of its connection. */
final class Batch {
  private Batch() {}

  /** The first call goes on the place in flight that the frame itself has. */
  static Answer answer(List<Call> calls, Rpc rpc, Connection connection) {
    List<FutureTask<Answer>> rest =
        calls.stream().skip(1).map(call -> start(call, rpc, connection)).toList();
    List<Answer> answers = new ArrayList<>();
    answers.add(rpc.answer(calls.getFirst(), connection));
    rest.forEach(task -> answers.add(join(task)));
    return Answer.list(answers);
  }

  private static FutureTask<Answer> start(Call call, Rpc rpc, Connection connection) {
    if (!connection.enter()) {
      return done(() -> rpc.refused(call, connection.tooManyInFlight()));
    }
    FutureTask<Answer> task =
        new FutureTask<>(() -> {
          try {
            return rpc.answer(call, connection);
          } finally {
            connection.leave();
          }
        });
    Thread.startVirtualThread(task);
    return task;
  }

  private static FutureTask<Answer> done(Callable<Answer> answer) {
    FutureTask<Answer> task = new FutureTask<>(answer);
    task.run();
    return task;
  }

  private static Answer join(FutureTask<Answer> task) {
    boolean interrupted = false;
    while (true) {
      try {
        Answer answer = task.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return answer;
      } catch (InterruptedException again) {
        interrupted = true;
      } catch (java.util.concurrent.ExecutionException error) {
        throw new IllegalStateException("a call of a batch died", error.getCause());
      }
    }
  }
}
