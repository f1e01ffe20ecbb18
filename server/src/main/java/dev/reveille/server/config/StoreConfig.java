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
 * @param maxClockSkewSeconds how far (0.1 to 3600) this server's clock may be from the database's
 *     before that is a trouble; in a cluster one that is thirty times as far does not start
 */
public record StoreConfig(
    @Nullable String url,
    @Nullable String user,
    @Nullable String passwordEnv,
    Duration timeoutSeconds,
    Duration maxClockSkewSeconds) {

  /** Of the bound, from which on the hands of a clock, or its zone, were set wrong. */
  private static final int GROSS = 30;

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
    check("maxClockSkewSeconds", maxClockSkewSeconds.toMillis() / 1e3, 0.1, 3_600);
    if (passwordEnv != null && !passwordEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new OutOfBounds("passwordEnv", "the name of a variable, not the password", "other");
    }
  }

  public static StoreConfig defaults() {
    return new StoreConfig(null, null, null, Postgres.PATIENCE, Duration.ofSeconds(2));
  }

  /** A server whose clock differs more does not begin to share agents with others. */
  public Duration grossClockSkew() {
    return maxClockSkewSeconds.multipliedBy(GROSS);
  }
}
