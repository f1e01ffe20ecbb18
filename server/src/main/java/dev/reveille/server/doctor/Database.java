package dev.reveille.server.doctor;

import dev.reveille.server.config.StoreConfig;
import dev.reveille.store.ClockSkew;
import dev.reveille.store.Offline;
import dev.reveille.store.Postgres;
import dev.reveille.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL database: whether it answers, can be used, and is whole. */
record Database(StoreConfig config, Doctor.Patient patient) {

  Finding look() {
    if (lacksPassword()) {
      return Finding.fail(
          "store",
          "store.passwordEnv names " + config.passwordEnv() + ", which is not set",
          "export it where the server is started");
    }
    Postgres database = database();
    try {
      String answers = Offline.look(database);
      if (!patient.deep()) {
        return Finding.ok("store", answers + "; --deep looks whether it is whole");
      }
      List<String> lines = new ArrayList<>();
      long wrong = Offline.check(database, lines::add);
      return wrong == 0
          ? Finding.ok("store", answers + "; " + lines.getLast())
          : Finding.fail("store", wrong + " things are wrong: " + lines, "reveille rebuild");
    } catch (StoreException cannot) {
      return Finding.fail(
          "store", String.valueOf(cannot.getMessage()), "docs/operating.md, PostgreSQL");
    }
  }

  private boolean lacksPassword() {
    return config.passwordEnv() != null && password() == null;
  }

  private @Nullable String password() {
    String variable = config.passwordEnv();
    return variable == null ? null : patient.environment().get(variable);
  }

  private Postgres database() {
    return new Postgres(
        String.valueOf(config.url()), config.user(), password(), config.timeoutSeconds());
  }

  /** How far the clock here is from its; empty if it cannot be asked. */
  Optional<ClockSkew> skew() {
    if (config.url() == null || lacksPassword()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Offline.skew(database(), patient.clock()));
    } catch (StoreException isSaidElsewhere) {
      return Optional.empty();
    }
  }
}
