package dev.reveille.server.telemetry;

/** Something that can be read at any time. */
interface Meter {
  Metric read();
}
