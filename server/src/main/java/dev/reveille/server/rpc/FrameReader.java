package dev.reveille.server.rpc;

import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.json.Nearest;
import dev.reveille.server.json.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cuts a frame into calls. The whole frame is read, so that what follows knows it to be JSON; ids
 * and params stay the text that they are: an id of {@code 1.0} is answered {@code 1.0}.
 */
final class FrameReader {
  private static final List<String> MEMBERS = List.of("jsonrpc", "method", "params", "id");

  private final JsonMapper mapper;
  private final ServerLimits limits;

  FrameReader(JsonMapper mapper, ServerLimits limits) {
    this.mapper = mapper;
    this.limits = limits;
  }

  Frame read(String text) {
    try (JsonParser parser = mapper.createParser(text)) {
      Frame frame = frame(parser, text);
      if (parser.nextToken() != null) {
        return refused(notJson("there is more after the first JSON value", parser));
      }
      return frame;
    } catch (StreamConstraintsException tooMuch) {
      return refused(tooMuch(tooMuch));
    } catch (JacksonException broken) {
      return refused(notJson(broken));
    }
  }

  /**
   * @throws RpcException if it is not JSON, or too much of it
   */
  JsonNode tree(String text) {
    try {
      return mapper.readTree(text);
    } catch (StreamConstraintsException tooMuch) {
      throw tooMuch(tooMuch);
    } catch (JacksonException broken) {
      throw notJson(broken);
    }
  }

  private Frame frame(JsonParser parser, String text) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return refused(new RpcException(ErrorCode.PARSE_ERROR, "the frame is empty"));
    }
    return first == JsonToken.START_ARRAY ? batch(parser, text) : new Frame.One(call(parser, text));
  }

  private Frame batch(JsonParser parser, String text) {
    int maxBatch = limits.maxBatch();
    List<Call> calls = new ArrayList<>();
    int size = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Call call = call(parser, text);
      if (++size <= maxBatch) {
        calls.add(call);
      }
    }
    if (size == 0) {
      return refused(invalid("a batch must have at least one request"));
    }
    if (size > maxBatch) {
      String message = "a batch may have " + maxBatch + " requests, but this one has " + size;
      return refused(RpcException.limit("maxBatch", maxBatch, message));
    }
    return new Frame.Batch(List.copyOf(calls));
  }

  private static Call call(JsonParser parser, String text) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return Call.refused(null, invalid("a request must be an object"));
    }
    Map<String, Value> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      members.put(name, value(parser, token, text));
    }
    return call(members);
  }

  private static Call call(Map<String, Value> members) {
    Value id = members.get("id");
    Value method = members.get("method");
    Value params = members.get("params");
    RpcException refusal = refusal(members);
    String rawId = id == null ? null : id.raw;
    if (refusal != null || method == null) {
      return Call.refused(rawId, refusal == null ? invalid("method is required") : refusal);
    }
    return new Call(rawId, method.text, params == null ? null : params.raw, null);
  }

  private static @Nullable RpcException refusal(Map<String, Value> members) {
    for (String name : members.keySet()) {
      if (!MEMBERS.contains(name)) {
        return invalid("a request has no member " + Quote.of(name))
            .with("field", Quote.cut(name))
            .hint(Nearest.hint(name, MEMBERS));
      }
    }
    Value version = members.get("jsonrpc");
    Value method = members.get("method");
    Value params = members.get("params");
    if (version == null || version.token != JsonToken.VALUE_STRING || !version.text.equals("2.0")) {
      return invalid("jsonrpc must be \"2.0\"").with("field", "jsonrpc");
    }
    if (method == null || method.token != JsonToken.VALUE_STRING) {
      return invalid("method must be a text").with("field", "method");
    }
    boolean structured =
        params == null
            || params.token == JsonToken.START_OBJECT
            || params.token == JsonToken.START_ARRAY;
    return structured ? null : invalid("params must be an object").with("field", "params");
  }

  /** A member's value: its kind, its exact text, and what a text says. */
  private record Value(JsonToken token, String raw, String text) {}

  private static Value value(JsonParser parser, JsonToken token, String frame) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return new Value(token, frame.substring(start, end), text);
  }

  private static Frame refused(RpcException refusal) {
    return new Frame.One(Call.refused(null, refusal));
  }

  /** Jackson tells only in words which of its limits it was. */
  private RpcException tooMuch(StreamConstraintsException tooMuch) {
    String why = tooMuch.getOriginalMessage();
    if (why.contains("nesting depth")) {
      String message = "JSON may nest " + limits.maxDepth() + " levels deep";
      return RpcException.limit("maxDepth", limits.maxDepth(), message);
    }
    if (why.contains("Number")) {
      String message = "a number may have " + limits.maxNumberLength() + " digits";
      return RpcException.limit("maxNumberLength", limits.maxNumberLength(), message);
    }
    String message = "a field name may have " + Rpc.MAX_NAME_LENGTH + " characters";
    return RpcException.limit("maxNameLength", Rpc.MAX_NAME_LENGTH, message);
  }

  private static RpcException invalid(String message) {
    return new RpcException(ErrorCode.INVALID_REQUEST, message);
  }

  private static RpcException notJson(JacksonException broken) {
    var at = broken.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    boolean twice = broken.getOriginalMessage().startsWith("Duplicate");
    String why = twice ? ": a field stands twice" : "";
    return new RpcException(ErrorCode.PARSE_ERROR, "not JSON" + where + why);
  }

  private static RpcException notJson(String why, JsonParser parser) {
    var at = parser.currentTokenLocation();
    return new RpcException(
        ErrorCode.PARSE_ERROR,
        "not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + why);
  }
}
