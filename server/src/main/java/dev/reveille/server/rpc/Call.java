package dev.reveille.server.rpc;

import org.jspecify.annotations.Nullable;

/**
 * One request of a frame, its id and params still as they came.
 *
 * @param id its exact text; null for a notification
 * @param params the exact text of an object or list; null if there were none
 * @param refusal what is wrong with it already
 */
record Call(
    @Nullable String id, String method, @Nullable String params, @Nullable RpcException refusal) {

  static final String NULL_ID = "null";

  /** Something that is not a request: it is answered even if it has no id. */
  static Call refused(@Nullable String id, RpcException refusal) {
    return new Call(id == null ? NULL_ID : id, "", null, refusal);
  }

  boolean isNotification() {
    return id == null;
  }
}
