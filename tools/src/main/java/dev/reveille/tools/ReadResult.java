package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Journal;
import dev.reveille.engine.LongResult;
import dev.reveille.engine.Tool;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code read_result}: reads on in a result of the agent's own that was shown only in part. */
final class ReadResult implements Tool {
  private static final Spec SPEC =
      new Spec(
          "read_result",
          "Reads on in a long tool result that you were shown only the beginning of.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["ref", "offset"],
                "properties": {
                  "ref": {"type": "string", "minLength": 1, "maxLength": 1000,
                    "description": "as the cut result names it"},
                  "offset": {"type": "integer", "minimum": 0,
                    "description": "the first character to read"}}}
              """),
          ToolPolicy.READ_ONLY,
          "results");

  private final Journal journal;
  private final int shownChars;

  ReadResult(Journal journal, int shownChars) {
    this.journal = journal;
    this.shownChars = shownChars;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws RefusedException {
    String ref = arguments.get("ref").stringValue();
    Optional<String> text = LongResult.find(journal, context.agent(), ref);
    if (text.isEmpty()) {
      throw new RefusedException("there is no result \"" + ref + "\" of yours");
    }
    int from = (int) Math.min(arguments.get("offset").longValue(), text.get().length());
    String part = LongResult.from(text.get(), from, shownChars, ref);
    return new Outcome.Returned(DataMark.from("a result, from character " + from + " on", part));
  }
}
