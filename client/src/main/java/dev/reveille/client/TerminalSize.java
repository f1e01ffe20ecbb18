package dev.reveille.client;

/** How large the terminal is. */
record TerminalSize(int rows, int columns) {

  static final TerminalSize USUAL = new TerminalSize(24, 80);

  /** Asks the terminal itself; what is usual if there is none. */
  static TerminalSize now() {
    return Stty.run("size").map(TerminalSize::parse).orElse(USUAL);
  }

  /**
   * @param answered as {@code stty size} writes it: rows and columns
   */
  static TerminalSize parse(String answered) {
    if (!answered.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
      return USUAL;
    }
    int space = answered.indexOf(' ');
    return new TerminalSize(
        Integer.parseInt(answered.substring(0, space)),
        Integer.parseInt(answered.substring(space + 1)));
  }
}
