package dev.reveille.house;

import java.util.ArrayList;
import java.util.List;

/**
 * Commands of a shell snippet as lists of words: enough of the shell's grammar for what stands in
 * documentation. Pipes and the like end a command, comments and redirections are left out.
 */
final class ShellWords {
  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  static List<List<String>> commands(String text) {
    ShellWords shell = new ShellWords(text);
    while (shell.at < text.length()) {
      shell.next();
    }
    shell.endCommand();
    return shell.commands;
  }

  private void next() {
    char c = text.charAt(at++);
    switch (c) {
      case '\\' -> escaped();
      case '\'' -> quoted('\'');
      case '"' -> quoted('"');
      case ' ', '\t' -> endWord();
      case '\n', ';', '|', '&' -> endCommand();
      case '>', '<' -> redirection();
      case '#' -> {
        if (inWord) {
          word.append(c);
        } else {
          at = end('\n');
        }
      }
      default -> {
        inWord = true;
        word.append(c);
      }
    }
  }

  private void escaped() {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\n') {
        inWord = true;
        word.append(c);
      }
    }
  }

  private void quoted(char quote) {
    inWord = true;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && quote == '"' && at < text.length()) {
        c = text.charAt(at++);
      }
      word.append(c);
    }
    at++;
  }

  /** With the file that it leads to. */
  private void redirection() {
    if (word.toString().matches("\\d")) {
      word.setLength(0);
      inWord = false;
    }
    endWord();
    while (at < text.length() && ">&< ".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    while (at < text.length() && " \n;|".indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }

  private int end(char c) {
    int end = text.indexOf(c, at);
    return end < 0 ? text.length() : end;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void endCommand() {
    endWord();
    // Variables in front of a command are no words of its.
    while (!words.isEmpty() && words.getFirst().matches("[A-Z_]+=.*")) {
      words.removeFirst();
    }
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
