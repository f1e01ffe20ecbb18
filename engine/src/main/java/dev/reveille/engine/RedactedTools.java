package dev.reveille.engine;

/** Tools of whose results nobody hears a secret. */
record RedactedTools(Tools tools, Redactor redactor) implements Tools.Around {
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
