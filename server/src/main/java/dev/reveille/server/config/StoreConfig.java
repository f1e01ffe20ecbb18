package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.server.json.OutOfBounds;
import dev.reveille.store.Postgres;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database that takes the place of the file in the data folder.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, with the driver's parameters if any but
 *     no password; {@code HOST:PORT,HOST:PORT} for a primary and its replicas; none: the store is a
 *     file in {@code data.folder}
 * @param user by whose name it is connected to; none: as the address or the system has it
 * @param passwordEnv environment variable that holds the password; none: it needs no password
 * @param timeoutSeconds how long (1 to 600) the database may be silent before it counts as away;
 *     what is written is refused then, and reading may take twice as long
 */
public record StoreConfig(
    @Nullable String url,
    @Nullable String user,
    @Nullable String passwordEnv,
    Duration timeoutSeconds) {
  private static final Pattern ADDRESS = Pattern.compile("jdbc:postgresql:\\S+");
  private static final Pattern PASSWORD = Pattern.compile(".*([?&](ssl)?password=|//[^/?]*@).*");

  public StoreConfig {
    if (url != null && !ADDRESS.matcher(url).matches()) {
      throw new OutOfBounds("url", "an address like jdbc:postgresql://localhost/reveille", "other");
    }
    if (url != null && PASSWORD.matcher(url).matches()) {
      throw new OutOfBounds("url", "without user and password (store.passwordEnv)", "with");
    }
    check("timeoutSeconds", timeoutSeconds.toMillis() / 1e3, 1, 600);
    if (passwordEnv != null && !passwordEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new OutOfBounds("passwordEnv", "the name of a variable, not the password", "other");
    }
  }

  public static StoreConfig defaults() {
    return new StoreConfig(null, null, null, Postgres.PATIENCE);
  }
}
