package dev.reveille.examples;

import dev.reveille.client.Agents;
import dev.reveille.client.Interest;
import dev.reveille.client.Notification;
import dev.reveille.client.Priority;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Subscription;
import dev.reveille.client.Task;
import dev.reveille.client.TaskRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives an agent three errands, watches how it gets on, and asks for the results. The first
 * argument is the server's address. It goes on through restarts of the server.
 */
public final class Errands {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ReveilleClient reveille;
  private final PrintStream out;

  Errands(ReveilleClient reveille, PrintStream out) {
    this.reveille = reveille;
    this.out = out;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    URI server = args.length > 0 ? URI.create(args[0]) : ReveilleClient.LOCAL;
    ReveilleClient reveille = ReveilleClient.at(server).enduring(PATIENCE);
    new Errands(reveille, System.out).run();
  }

  void run() throws IOException, InterruptedException {
    reveille.agents().create(Agents.Plan.of("errand-boy").systemPrompt("You run errands."));
    Interest ofIt = new Interest(List.of("errand-boy"), List.of("task"), Optional.empty(), false);
    try (Subscription _ = reveille.subscribe(ofIt, this::heard)) {
      // Each is on disk when send returns, and is done once, however often it is sent.
      List<String> sent =
          List.of(
              send("CALL current_time {}\nSAY it is {{result}}", Priority.NORMAL),
              send("SAY the letters are posted", Priority.NORMAL),
              send("SAY the doctor is called", Priority.URGENT));
      for (String taskId : sent) {
        Task done = reveille.tasks().await(taskId, PATIENCE);
        out.printf("%s %s: %s%n", done.taskId(), done.state(), done.result());
      }
    }
  }

  private String send(String prompt, Priority priority) throws IOException {
    return reveille.tasks().send(TaskRequest.to("errand-boy", prompt).priority(priority));
  }

  private boolean heard(Notification notification) {
    out.printf("%s %s %s%n", notification.at(), notification.kind(), notification.taskId());
    return true;
  }
}
