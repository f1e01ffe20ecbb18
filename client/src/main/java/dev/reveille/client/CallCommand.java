package dev.reveille.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Any method of the protocol. */
@Command(
    name = "call",
    description = "Call any method of the protocol and print its result as JSON.",
    footer = {
      "",
      "Example: reveille call sendTask '{\"agentId\": \"d\", \"prompt\": \"check disk space\"}'",
      "All methods: reveille call rpc.discover"
    })
final class CallCommand implements Callable<Integer> {

  private final Root root;

  @Parameters(
      index = "0",
      paramLabel = "METHOD",
      description = "The method, with or without 'async.' in front.")
  private String method = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JSON",
      description = "Its parameters, a JSON object; '-' reads them from standard input.")
  private String params = "{}";

  CallCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode object = root.object(root.textOrInput(params), "JSON");
    boolean pretty = root.shell().terminal();
    return root.call(method, object, result -> pretty ? Json.pretty(result) : Json.compact(result));
  }
}
