package dev.reveille.tools.definitions;

import dev.reveille.tools.RefusedException;
import dev.reveille.tools.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads the files of the folder, and notes the stamp of each before it is read (also of one that is
 * not there), so that a later look at the stamps tells whether to read again.
 *
 * @param base the folder as it was given; stamps are taken of paths below it
 * @param inside the same folder, which no file read may leave
 */
record Source(Path base, Workspace inside, Map<Path, Stamp> stamps) {
  static final int MOST_BYTES = 256 << 10;

  /**
   * @param name relative to the folder
   * @param asked who asks for it, and on which line; both for the problem if it cannot be read
   */
  String text(String name, Place asked) throws ProblemException {
    try {
      Path real = inside.existing(name);
      Path path = base.resolve(name).normalize();
      stamps.put(path, Stamp.of(path));
      return read(real, asked);
    } catch (RefusedException e) {
      noteAbsent(name);
      throw asked.problem("\"" + name + "\" is not in the agents folder, or is not a file");
    } catch (CharacterCodingException e) {
      throw asked.problem("\"" + name + "\" is not UTF-8 text");
    } catch (IOException e) {
      throw asked.problem("\"" + name + "\" cannot be read: " + e);
    }
  }

  private String read(Path real, Place asked) throws IOException, ProblemException {
    try (InputStream in = inside.open(real)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw asked.problem("the file has more than " + MOST_BYTES + " bytes");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }

  private void noteAbsent(String name) {
    Path path = base.resolve(name).normalize();
    if (path.startsWith(base)) {
      stamps.put(path, Stamp.of(path));
    }
  }

  /** A line of a file of the folder. */
  record Place(String source, int line) {
    ProblemException problem(String reason) {
      return new ProblemException(source, line, reason);
    }
  }
}
