package dev.reveille.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A view that stays: asked for anew when the feed tells that it may have changed, drawn anew each
 * second, because times go on. Into a pipe only what changed is written.
 *
 * <p>It outlives the server: what was last known stays, and a line says that nobody answers.
 */
final class LiveView implements FeedListener {

  private static final long SECOND = 1_000;

  /** What happens within such a time is looked at together. */
  private static final long SETTLE = 100;

  private static final String TOP = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String END_OF_LINE = "\u001b[K";
  private static final String BELOW = "\u001b[J";

  private final Root root;
  private final View view;
  private final Semaphore changes = new Semaphore(1);
  private final boolean pipe;
  private String drawn = "";
  private volatile String trouble = "";

  LiveView(Root root, View view) {
    this.root = root;
    this.view = view;
    this.pipe = root.json() || !root.shell().terminal();
  }

  /** Until the thread is interrupted, or the server refuses. */
  int run() throws IOException, InterruptedException {
    if (!pipe) {
      root.shell().out().print(CLEAR);
    }
    if (view.kinds().isEmpty()) {
      return follow(2 * SECOND);
    }
    Interest interest = new Interest(view.agents(), view.kinds(), Optional.empty(), false);
    try (Subscription _ = root.client().subscribe(interest, this)) {
      return follow(Long.MAX_VALUE);
    }
  }

  /**
   * @param patience milliseconds after which it is asked for though nobody told of a change
   */
  private int follow(long patience) throws IOException, InterruptedException {
    JsonNode known = Json.object();
    long quiet = 0;
    while (true) {
      boolean told = changes.tryAcquire(SECOND, TimeUnit.MILLISECONDS);
      quiet = told ? 0 : quiet + SECOND;
      if (told || quiet >= patience) {
        changes.drainPermits(); // whatever changes from here on is asked for again
        known = ask(known);
        quiet = 0;
      }
      draw(known);
      if (told) {
        TimeUnit.MILLISECONDS.sleep(SETTLE);
      }
    }
  }

  /** What holds now; what was known if nobody answers. */
  private JsonNode ask(JsonNode known) throws IOException {
    try {
      JsonNode now = root.client().call(view.method(), view.params());
      trouble = "";
      return now;
    } catch (IOException gone) {
      if (known.isEmpty()) {
        throw gone;
      }
      trouble = "nobody answers; what was known last";
    } catch (RpcException refused) {
      if (!refused.isUnavailable()) {
        throw refused;
      }
      trouble = "" + refused.getMessage();
    }
    return known;
  }

  private void draw(JsonNode known) {
    if (pipe) {
      String text = root.json() ? Json.compact(known) : view.shown().apply(known);
      String compared = Json.compact(known);
      if (!compared.equals(drawn)) {
        drawn = compared;
        root.shell().out().println(text);
        root.shell().out().flush();
      }
    } else {
      root.shell().out().print(screen(view.shown().apply(known)));
      root.shell().out().flush();
    }
  }

  /** Written over what stood there, so that nothing flickers; no longer than the terminal. */
  private String screen(String text) {
    TerminalSize size = root.shell().size().get();
    List<String> lines = text.lines().limit(Math.max(1, size.rows() - 2)).toList();
    StringBuilder screen = new StringBuilder(TOP);
    lines.forEach(line -> screen.append(line).append(END_OF_LINE).append('\n'));
    Look look = root.look();
    screen.append(look.paint(trouble, Tone.BAD)).append(END_OF_LINE).append(BELOW);
    return screen.toString();
  }

  @Override
  public boolean heard(Notification notification) {
    changes.release();
    return true;
  }

  @Override
  public void lost(IOException cause) {
    trouble = "connection lost, trying again";
  }

  @Override
  public void resumed(Optional<String> cursor) {
    trouble = "";
    changes.release();
  }
}
