package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code reveille call} as scripts use it, understood without the option parser, which takes
 * several times longer to load than the call itself. Whatever is not plain (help, standard input,
 * mistakes) is left to {@link CallCommand}.
 */
record PlainCall(ReveilleClient client, String method, JsonNode params, boolean json) {

  static Optional<PlainCall> parse(Map<String, String> env, String... args) {
    if (args.length < 2 || !args[0].equals("call")) {
      return Optional.empty();
    }
    Optional<String> url = Optional.empty();
    Optional<String> token = Optional.empty();
    boolean json = false;
    List<String> words = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      boolean followed = i + 1 < args.length;
      if (args[i].equals("--json")) {
        json = true;
      } else if (args[i].equals("--url") && followed) {
        url = Optional.of(args[++i]);
      } else if (args[i].equals("--token") && followed) {
        token = Optional.of(args[++i]);
      } else if (args[i].startsWith("-")) {
        return Optional.empty();
      } else {
        words.add(args[i]);
      }
    }
    return of(words, new Target(url, token), env, json);
  }

  private static Optional<PlainCall> of(
      List<String> words, Target target, Map<String, String> env, boolean json) {
    if (words.isEmpty() || words.size() > 2) {
      return Optional.empty();
    }
    try {
      JsonNode params = words.size() == 1 ? Json.object() : Json.parse(words.get(1));
      return Optional.of(new PlainCall(target.client(env), words.getFirst(), params, json))
          .filter(call -> call.params().isObject());
    } catch (JacksonException | IllegalArgumentException mistake) {
      return Optional.empty(); // which the option parser explains
    }
  }

  int run(Shell shell) {
    try {
      JsonNode result = client.call(method, params);
      boolean pretty = shell.terminal() && !json;
      shell.out().println(pretty ? Json.pretty(result) : Json.compact(result));
      return 0;
    } catch (IOException | RpcException problem) {
      return Problems.told(shell, json, problem);
    }
  }
}
