package dev.reveille.engine;

import dev.reveille.core.Asked;
import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Fingerprints of what models are told. They are to show that something was changed, by nobody who
 * wants to deceive; so they are checksums, which cost next to nothing.
 */
final class Fingerprints {
  private static final int KEPT = 10_000;

  /** Specs are long, and the same at each step. */
  private final Map<Tool.Spec, Integer> specs = new IdentityHashMap<>();

  /**
   * @param models references of those that are asked; empty: the server's default
   */
  Asked of(Model.Request request, List<String> models, Conversation conversation) {
    List<Message> messages = request.messages();
    String system = "";
    if (!messages.isEmpty() && messages.getFirst() instanceof Message.System first) {
      system = first.text();
      messages = messages.subList(1, messages.size());
    }
    return new Asked(
        text(system),
        tools(request.tools()),
        digits(conversation.fingerprint(messages)),
        text(settings(models, request)));
  }

  /**
   * The models and how they are to answer, as text. Which of them has a key on this machine does
   * not matter.
   */
  static String settings(List<String> models, Model.Request request) {
    String asked = models.isEmpty() ? request.model() : String.join(", ", models);
    String schema = request.resultSchema() == null ? "" : " " + request.resultSchema();
    return asked + ' ' + Json.MAPPER.writeValueAsString(request.settings()) + schema;
  }

  static String text(String text) {
    return digits(sum(0, text));
  }

  private String tools(List<Tool.Spec> all) {
    CRC32C crc = new CRC32C();
    for (Tool.Spec spec : all) {
      add(crc, spec(spec));
    }
    return digits((int) crc.getValue());
  }

  private int spec(Tool.Spec spec) {
    synchronized (specs) {
      if (specs.size() >= KEPT) {
        specs.clear();
      }
      return specs.computeIfAbsent(
          spec, s -> sum(0, s.name(), s.description(), s.schema().toString()));
    }
  }

  /** The newest messages of one conversation, each with the fingerprint of all up to it. */
  static final class Chain {
    private final List<Message> known = new ArrayList<>();
    private final List<Integer> sums = new ArrayList<>();

    int of(List<Message> messages) {
      int same = 0;
      int most = Math.min(known.size(), messages.size());
      while (same < most && isSame(known.get(same), messages.get(same))) {
        same++;
      }
      known.subList(same, known.size()).clear();
      sums.subList(same, sums.size()).clear();
      int sum = same == 0 ? 0 : sums.get(same - 1);
      for (Message message : messages.subList(same, messages.size())) {
        sum = message(sum, message);
        known.add(message);
        sums.add(sum);
      }
      return sum;
    }

    @SuppressWarnings("ReferenceEquality") // equal ones are found by their sums
    private static boolean isSame(Message a, Message b) {
      return a == b;
    }
  }

  private static int message(int before, Message message) {
    return switch (message) {
      case Message.System m -> sum(before, "system", m.text());
      case Message.User m -> {
        int sum = sum(before, "user", m.text());
        for (Image image : m.images()) {
          sum = sum(sum, image.url());
        }
        yield sum;
      }
      case Message.Assistant m -> {
        int sum = sum(before, "assistant", m.text(), m.reasoning());
        for (ToolCall call : m.calls()) {
          sum = sum(sum, call.callId(), call.tool(), call.arguments());
        }
        yield sum;
      }
      case Message.ToolResult m ->
          sum(before, m.isError() ? "error" : "result", m.callId(), m.tool(), m.text());
    };
  }

  private static int sum(int before, String... parts) {
    CRC32C crc = new CRC32C();
    add(crc, before);
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      add(crc, bytes.length);
      crc.update(bytes);
    }
    return (int) crc.getValue();
  }

  private static void add(CRC32C crc, int number) {
    for (int shift = 0; shift < 32; shift += 8) {
      crc.update(number >>> shift);
    }
  }

  private static String digits(int sum) {
    return HexFormat.of().toHexDigits(sum);
  }
}
