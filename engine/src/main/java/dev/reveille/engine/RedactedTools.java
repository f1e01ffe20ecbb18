package dev.reveille.engine;

import java.util.List;
import java.util.Optional;

/** Tools of whose results nobody hears a secret. */
record RedactedTools(Tools tools, Redactor redactor) implements Tools {
  @Override
  public Optional<Tool.Spec> spec(String name) {
    return tools.spec(name);
  }

  @Override
  public List<Tool.Spec> specs() {
    return tools.specs();
  }

  @Override
  public void await(ToolChoice choice) throws InterruptedException {
    tools.await(choice);
  }

  @Override
  public Tool.Outcome call(String tool, String arguments, Tool.Context context)
      throws InterruptedException {
    return switch (tools.call(tool, arguments, context)) {
      case Tool.Outcome.Returned it -> new Tool.Outcome.Returned(redactor.clean(it.text()));
      case Tool.Outcome.Failed it -> new Tool.Outcome.Failed(redactor.clean(it.text()));
      case Tool.Outcome.Suspended it -> {
        String awaits = it.awaits() == null ? null : redactor.clean(it.awaits());
        yield new Tool.Outcome.Suspended(it.until(), redactor.clean(it.reason()), awaits);
      }
    };
  }
}
