package dev.reveille.server.rpc;

import dev.reveille.server.json.Binder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes answers round the exact text of their ids. */
final class AnswerWriter {
  private final Binder binder;

  AnswerWriter(Binder binder) {
    this.binder = binder;
  }

  String result(String id, @Nullable Object result) {
    String value = result == null ? "null" : binder.write(result);
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + value + '}';
  }

  String error(String id, RpcException refusal) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("code", refusal.code().symbol());
    refusal.data().forEach(data::putIfAbsent);
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", refusal.code().number());
    error.put("message", refusal.message());
    error.put("data", data);
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + binder.write(error) + '}';
  }

  String notification(String method, Object params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":"
        + binder.write(method)
        + ",\"params\":"
        + binder.write(params)
        + '}';
  }
}
