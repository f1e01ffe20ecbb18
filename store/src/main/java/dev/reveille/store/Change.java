package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * A statement that changes rows. Its values are set anew for each row, by the numbers of its
 * question marks, and {@link #write} hands the row over.
 */
interface Change {
  void setLong(int index, @Nullable Long value) throws SQLException;

  void setInt(int index, @Nullable Integer value) throws SQLException;

  void setDouble(int index, @Nullable Double value) throws SQLException;

  void setString(int index, @Nullable String value) throws SQLException;

  void setBytes(int index, byte[] value) throws SQLException;

  void write() throws SQLException;

  /** Changes each row at once. */
  record Direct(PreparedStatement statement) implements Change {
    @Override
    public void setLong(int index, @Nullable Long value) throws SQLException {
      if (value == null) {
        statement.setNull(index, Types.BIGINT);
      } else {
        statement.setLong(index, value);
      }
    }

    @Override
    public void setInt(int index, @Nullable Integer value) throws SQLException {
      if (value == null) {
        statement.setNull(index, Types.INTEGER);
      } else {
        statement.setInt(index, value);
      }
    }

    @Override
    public void setDouble(int index, @Nullable Double value) throws SQLException {
      if (value == null) {
        statement.setNull(index, Types.DOUBLE);
      } else {
        statement.setDouble(index, value);
      }
    }

    @Override
    public void setString(int index, @Nullable String value) throws SQLException {
      statement.setString(index, value);
    }

    @Override
    public void setBytes(int index, byte[] value) throws SQLException {
      statement.setBytes(index, value);
    }

    @Override
    public void write() throws SQLException {
      statement.executeUpdate();
    }
  }
}
