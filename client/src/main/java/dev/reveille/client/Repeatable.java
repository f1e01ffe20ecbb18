package dev.reveille.client;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which calls may be made again though the first one may have taken effect: those that change
 * nothing, and those of which a second one is the first one by its key or its name.
 */
final class Repeatable {
  private static final Set<String> ALWAYS =
      Set.of(
          "async.awaitTask",
          "async.exportTask",
          "async.importTask",
          "async.updateAgent",
          "async.replyMail",
          "async.archiveMail",
          "rpc.discover");

  /** With such a field, whatever its value. */
  private static final Map<String, String> BY_KEY =
      Map.of(
          "async.sendTask", "idempotencyKey",
          "async.sendMail", "idempotencyKey",
          "async.broadcastEvent", "eventId",
          "async.subscribeAgent", "subscriptionId",
          "async.rememberNote", "key");

  private Repeatable() {}

  static boolean is(String method, JsonNode params) {
    if (method.equals("async.createAgent")) {
      return Json.text(params, "ifExists").equals("return");
    }
    String key = BY_KEY.get(method);
    return key != null
        ? !Json.text(params, key).isEmpty()
        : ALWAYS.contains(method)
            || method.startsWith("async.get")
            || method.startsWith("async.list");
  }
}
