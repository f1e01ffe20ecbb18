package dev.reveille.server.doctor;

import dev.reveille.server.config.StoreConfig;
import dev.reveille.store.Offline;
import dev.reveille.store.Postgres;
import dev.reveille.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/** The PostgreSQL database: whether it answers, can be used, and is whole. */
record Database(StoreConfig config, Doctor.Patient patient) {

  Finding look() {
    String variable = config.passwordEnv();
    String password = variable == null ? null : patient.environment().get(variable);
    if (variable != null && password == null) {
      return Finding.fail(
          "store",
          "store.passwordEnv names " + variable + ", which is not set",
          "export it where the server is started");
    }
    Postgres database =
        new Postgres(
            String.valueOf(config.url()), config.user(), password, config.timeoutSeconds());
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
}
