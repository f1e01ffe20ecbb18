package dev.reveille.store;

import dev.reveille.testkit.JournalContract;
import dev.reveille.testkit.PostContract;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Stores;
import dev.reveille.testkit.ViewsContract;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

class PostgresContractTest {

  static Postgres fresh() {
    return at(PostgresServer.shared().fresh());
  }

  static Postgres at(PostgresServer.Place place) {
    return new Postgres(place.url(), place.user(), place.password());
  }

  private static Stores.Open opened() {
    return Stores.Open.of(PostgresStore.open(fresh(), InstantSource.system()));
  }

  @Nested
  class AsJournal extends JournalContract {
    @Override
    protected Stores.Open open() {
      return opened();
    }
  }

  @Nested
  class AsPost extends PostContract {
    @Override
    protected Stores.Open open() {
      return opened();
    }
  }

  @Nested
  class AsViews extends ViewsContract {
    @Override
    protected Stores.Open open() {
      return opened();
    }
  }
}
