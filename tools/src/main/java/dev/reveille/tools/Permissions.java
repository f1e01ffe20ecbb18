package dev.reveille.tools;

/**
 * What the owner of the server has to allow before there is a tool for it.
 *
 * @param write whether there are {@code write_file} and {@code edit_file}
 */
public record Permissions(boolean write, CommandRules command, WebRules web) {
  public static final Permissions NONE = new Permissions(false, CommandRules.NONE, WebRules.NONE);

  /** Files may be written, and nothing else. */
  public static final Permissions WRITE = new Permissions(true, CommandRules.NONE, WebRules.NONE);
}
