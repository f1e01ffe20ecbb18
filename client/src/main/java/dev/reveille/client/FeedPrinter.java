package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;

/** Prints the feed, up to so many notifications. */
final class FeedPrinter implements FeedListener {

  private final Shell shell;
  private final boolean json;
  private final FeedLine line;
  private long left;

  FeedPrinter(Shell shell, boolean json, long count) {
    this.shell = shell;
    this.json = json;
    this.left = count;
    this.line = new FeedLine(shell.zone());
  }

  @Override
  public boolean heard(Notification notification) {
    shell.out().println(json ? asJson(notification) : line.of(notification));
    return --left > 0;
  }

  private static String asJson(Notification notification) {
    return Json.compact(
        Json.object().put("method", notification.method()).set("params", notification.params()));
  }

  @Override
  public void lost(IOException cause) {
    shell.err().println("-- connection lost (" + cause.getMessage() + "), trying again");
  }

  @Override
  public void resumed(Optional<String> cursor) {
    shell
        .err()
        .println("-- connected again" + cursor.map(at -> ", going on after " + at).orElse(""));
  }
}
