package dev.reveille.server.rpc;

import java.time.Duration;

/** Hears of every call of a method, once; on the thread of the call, and at once. */
public interface CallListener {
  /** Stands for the name of a method that does not exist. */
  String UNKNOWN = "unknown";

  CallListener NONE =
      new CallListener() {
        @Override
        public void answered(String method, Duration took) {}

        @Override
        public void refused(String method, ErrorCode code) {}
      };

  /**
   * @param took also what it waited for, if it is a method that waits
   */
  void answered(String method, Duration took);

  void refused(String method, ErrorCode code);
}
