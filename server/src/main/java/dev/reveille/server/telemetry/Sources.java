package dev.reveille.server.telemetry;

import dev.reveille.engine.Engine;
import dev.reveille.models.Health;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Whom the figures ask that are looked up and not counted. Nobody is asked before somebody wants to
 * know.
 *
 * @param engine how busy it is
 * @param storeWritable whether anything can be made durable now
 * @param providers how those are that have been used
 * @param sockets open WebSockets
 * @param version of this build
 * @param storeLag with how much of it the load is 1
 */
public record Sources(
    Engine engine,
    BooleanSupplier storeWritable,
    Supplier<List<Health>> providers,
    IntSupplier sockets,
    String version,
    Duration storeLag) {}
