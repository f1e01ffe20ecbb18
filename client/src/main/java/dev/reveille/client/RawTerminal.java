package dev.reveille.client;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The terminal as a screen to draw on: each key arrives at once and unseen, nothing scrolls. What
 * was there before comes back when this is closed, and also if the process is told to end.
 *
 * <p>Ctrl-C is a key like others meanwhile, so that nothing ends the process half-way.
 */
final class RawTerminal implements AutoCloseable {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
  private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";

  private final PrintStream out;
  private final String before;
  private final AtomicBoolean left = new AtomicBoolean();

  private RawTerminal(PrintStream out, String before) {
    this.out = out;
    this.before = before;
  }

  /**
   * @throws IOException there is no terminal that could be had
   */
  static RawTerminal open(PrintStream out) throws IOException {
    Optional<String> before = Stty.run("-g");
    if (before.isEmpty() || Stty.run("-icanon", "-echo", "-isig", "-ixon", "min", "1").isEmpty()) {
      throw new IOException("this needs a terminal, and the program stty");
    }
    RawTerminal terminal = new RawTerminal(out, before.get());
    Runtime.getRuntime().addShutdownHook(new Thread(terminal::close, "reveille-terminal"));
    out.print(ENTER);
    out.flush();
    return terminal;
  }

  /** Lines from the top, each written over what stood there, so that nothing flickers. */
  void draw(Iterable<String> lines) {
    StringBuilder screen = new StringBuilder("\u001b[H");
    String separator = "";
    for (String line : lines) {
      screen.append(separator).append(line).append("\u001b[K");
      separator = "\r\n";
    }
    out.print(screen.append("\u001b[J"));
    out.flush();
  }

  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      out.print(LEAVE);
      out.flush();
      Stty.run(before);
    }
  }
}
