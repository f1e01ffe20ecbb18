package dev.reveille.dist;

import java.util.Set;

/**
 * What {@code java -jar reveille.jar} starts: the server's program or the command line, as the
 * launcher script does, but without its JVM options and start-up caches.
 */
public final class Launch {
  private static final Set<String> OF_THE_SERVER =
      Set.of("serve", "rebuild", "check", "backup", "doctor", "migrate");

  private Launch() {}

  public static void main(String[] args) {
    if (args.length > 0 && OF_THE_SERVER.contains(args[0])) {
      dev.reveille.server.Main.main(args);
    } else {
      dev.reveille.client.Cli.main(args);
    }
  }
}
