package dev.reveille.server.rpc;

/**
 * One method.
 *
 * @param name on the wire, such as {@code async.sendTask}
 * @param params the record of its parameters: components that are not {@code @Nullable} are
 *     required, and defaults are the handler's
 * @param summary one sentence for {@code rpc.discover}
 */
public record Method<P extends Record>(
    String name, Class<P> params, String summary, Handler<P> handler) {}
