package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever waits at a terminal that something goes on: one line on standard error, drawn anew
 * each second and taken away at the end; why a task waits, or is tried again, stays above it.
 * Nothing for programs.
 */
final class Progress implements AutoCloseable {

  private static final String WIPE = "\r\u001b[K";

  private final Root root;
  private final Instant begun;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String text;
  private String reason = "";
  private @Nullable Thread drawing;
  private @Nullable Subscription feed;

  private Progress(Root root, String text) {
    this.root = root;
    this.text = text;
    this.begun = root.shell().clock().instant();
  }

  static Progress of(Root root, String text) {
    Progress progress = new Progress(root, text);
    if (progress.isWanted()) {
      progress.drawing = Thread.ofVirtual().start(progress::draw);
    }
    return progress;
  }

  /** The progress of a task, as the feed tells it. */
  static Progress of(Root root, String agent, String taskId) {
    Progress progress = of(root, taskId);
    if (progress.isWanted()) {
      Interest interest =
          new Interest(List.of(agent), List.of("async.task"), Optional.empty(), false);
      try {
        progress.feed =
            root.client()
                .subscribe(
                    interest,
                    notification -> {
                      progress.hear(taskId, notification);
                      return true;
                    });
      } catch (IOException | RpcException untold) {
        // The wait itself says what is wrong, if anything is.
      }
    }
    return progress;
  }

  private boolean isWanted() {
    return root.shell().terminal() && !root.json();
  }

  private void hear(String taskId, Notification notification) {
    if (Json.text(notification.params(), "taskId").equals(taskId)) {
      String kind = notification.kind().substring(notification.kind().indexOf('.') + 1);
      String step = Json.text(notification.params(), "step");
      String tool = Json.text(notification.params(), "tool");
      text =
          (taskId + ' ' + kind + (step.isEmpty() ? "" : ' ' + step))
              + (tool.isEmpty() ? "" : " calls " + tool);
      String why = Json.text(notification.params(), "why");
      tell(taskId, kind, why.isEmpty() ? Json.text(notification.params(), "error") : why);
    }
  }

  /** Once, as long as it is the same. */
  private void tell(String taskId, String kind, String why) {
    if (!why.isEmpty() && !why.equals(reason)) {
      reason = why;
      root.shell().err().println(WIPE + taskId + ' ' + kind + ": " + Text.flat(why));
    }
  }

  private void draw() {
    try {
      while (!over.await(1, TimeUnit.SECONDS)) {
        Duration since = Duration.between(begun, root.shell().clock().instant());
        String line =
            text
                + " · "
                + DurationText.format(since.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        root.shell().err().print(WIPE + Columns.cut(line, root.shell().size().get().columns() - 1));
        root.shell().err().flush();
      }
      root.shell().err().print(WIPE);
      root.shell().err().flush();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    if (feed != null) {
      feed.close();
    }
    if (drawing != null) {
      try {
        drawing.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
