package dev.reveille.server.control;

import dev.reveille.server.rpc.RpcException;

/**
 * A place in the stream of notifications.
 *
 * @param position of an append's first entry
 * @param index of the last notification seen of that append; {@link #WHOLE}: all of them
 */
record Cursor(long position, int index) {
  static final int WHOLE = Integer.MAX_VALUE;

  static Cursor head(long position) {
    return new Cursor(position, WHOLE);
  }

  static Cursor parse(String text) {
    try {
      int dot = text.indexOf('.');
      Cursor cursor =
          dot < 0
              ? head(Long.parseLong(text))
              : new Cursor(
                  Long.parseLong(text.substring(0, dot)),
                  Integer.parseInt(text.substring(dot + 1)));
      if (cursor.position >= 0 && cursor.index >= 0) {
        return cursor;
      }
    } catch (NumberFormatException notOurs) {
      // told below
    }
    throw RpcException.invalidParams(
        "cursor", "cursor must be one that a notification or subscribe gave");
  }

  /** The position after which the journal is read to come to what lies behind this cursor. */
  long readAfter() {
    return index == WHOLE ? position : position - 1;
  }

  boolean hasSeen(Cursor other) {
    return other.position < position || other.position == position && other.index <= index;
  }

  @Override
  public String toString() {
    return index == WHOLE ? Long.toString(position) : position + "." + index;
  }
}
