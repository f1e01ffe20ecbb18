package dev.reveille.store;

import dev.reveille.testkit.JournalContract;
import dev.reveille.testkit.PostContract;
import dev.reveille.testkit.Stores;
import dev.reveille.testkit.ViewsContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SqliteContractTest {
  @TempDir Path folder;

  @Nested
  class AsJournal extends JournalContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(SqliteStore.open(folder, InstantSource.system()));
    }
  }

  @Nested
  class AsPost extends PostContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(SqliteStore.open(folder, InstantSource.system()));
    }
  }

  @Nested
  class AsViews extends ViewsContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(SqliteStore.open(folder, InstantSource.system()));
    }
  }
}
