package dev.reveille.server.rpc;

import org.jspecify.annotations.Nullable;

/** Does what a method says. It runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Handler<P extends Record> {
  /**
   * @return a record, map or other value that becomes {@code result}; an {@link AndThen} if
   *     something must follow the answer
   * @throws RpcException to refuse; anything else is a bug and is answered {@code internal}
   */
  @Nullable Object handle(P params, Connection connection) throws Exception;
}
