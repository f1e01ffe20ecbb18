package dev.reveille.engine;

import dev.reveille.core.Asked;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Task;
import dev.reveille.core.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a recorded task through today's definition, tools and rules, with the replies of models and
 * the results of tools that were recorded, and says where something else comes of it. Calls no
 * model and no tool, and writes nothing.
 *
 * <p>Each recorded entry that begins something (a reply, a result, a steering word, a crash) is
 * made a command again and decided on; what comes is compared with what was recorded behind it,
 * instants left aside. What is recorded is what goes on, so that one difference does not make a
 * hundred.
 */
public final class Replay {
  private static final int MAX_DIFFERENCES = 100;
  private static final List<String> NOT_COMPARED =
      List.of("notBefore", "until", "expiresAt", "asked", "arguments");

  private final Outside today;

  public Replay(Outside today) {
    this.today = today;
  }

  /**
   * @param ok whether there is no difference
   * @param differences the first one first; at most {@value #MAX_DIFFERENCES}
   */
  public record Report(boolean ok, List<Difference> differences, List<Step> steps) {}

  /**
   * @param seq number of the recorded entry
   * @param step the model call that it belongs to, from 1; 0: before the first
   * @param part {@code system}, {@code tools}, {@code messages} or {@code settings} of what the
   *     model is told; {@code request} if it could not be told anything; {@code entry} for what
   *     follows
   */
  public record Difference(long seq, int step, String part, String recorded, String today) {}

  /**
   * One reply of the model.
   *
   * @param asked whether the model would be told the {@code same} or is told what {@code differs};
   *     {@code unknown} if the journal is from before that was kept
   */
  public record Step(int step, long seq, String asked) {}

  /**
   * @throws IllegalArgumentException if the recording does not even begin
   */
  public Report of(Recording recording) {
    Run run = begin(recording);
    try {
      run.play();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException("nothing here waits", stopped);
    }
    return new Report(
        run.differences.isEmpty(), List.copyOf(run.differences), List.copyOf(run.steps));
  }

  private Run begin(Recording recording) {
    try {
      return new Run(recording, today);
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException(
          "the recording's task cannot be queued anew: " + wrong, wrong);
    }
  }

  /** What the model is told, and its fingerprints. */
  private record Prompt(Asked asked, Model.Request request) {}

  /** One replay. */
  private static final class Run {
    private final Stage stage;
    private final Prompter prompter;
    private final ModelSteps models;
    private final List<Recording.Line> lines;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private int step;
    private List<Message> known = List.of();

    /** What the model may have been told, if the call began before somebody steered the task. */
    private final List<Prompt> before = new ArrayList<>();

    /** Entries that come of no command of their own are let pass until the next one does. */
    private boolean lost = true;

    Run(Recording recording, Outside today) {
      this.stage = new Stage(recording);
      this.prompter = new Prompter(today);
      this.models = prompter.steps(recording);
      this.lines = recording.ofTask();
    }

    void play() throws InterruptedException {
      int next = 0;
      while (next < lines.size()) {
        try {
          next = from(next);
        } catch (RuntimeException wrong) {
          // Of a file that somebody has written by hand: this does not follow from what was before.
          Recording.Line line = lines.get(next);
          differ(line, "entry", shown(line.entry()), "it cannot be applied here: " + wrong);
          return;
        }
      }
    }

    /** Compares what came of one command. Answers where the next one is. */
    private int from(int index) throws InterruptedException {
      Recording.Line line = lines.get(index);
      Entry.OfTask entry = (Entry.OfTask) line.entry();
      stage.skipTo(line.seq());
      Task task = stage.task().orElse(null);
      if (entry instanceof Entry.TaskSteered) {
        prompt(index).ifPresent(before::add);
      }
      Reconstruction.Source source =
          task == null ? new Reconstruction.OfTheSame() : Reconstruction.of(entry, task, line.at());
      return switch (source) {
        case Reconstruction.Given s -> {
          lost = true;
          yield pass(index);
        }
        case Reconstruction.OfTheSame s -> {
          if (!lost) {
            differ(line, "entry", shown(entry), "nothing");
            lost = true;
          }
          yield pass(index);
        }
        case Reconstruction.Of s -> compared(index, stage.decide(s.command(), line.at()));
        case Reconstruction.OfModel s -> model(index, entry);
      };
    }

    private int pass(int index) {
      stage.apply(lines.get(index));
      return index + 1;
    }

    private int compared(int index, List<Entry> came) {
      int next = index;
      lost = false;
      for (Entry entry : came) {
        if (next >= lines.size()) {
          Recording.Line last = lines.getLast();
          differ(last, "entry", "nothing behind it", shown(entry));
          return next;
        }
        Recording.Line line = lines.get(next);
        if (!shown(entry).equals(shown(line.entry()))) {
          differ(line, "entry", shown(line.entry()), shown(entry));
          lost = true;
          return next == index ? pass(index) : next;
        }
        next = pass(next);
      }
      if (came.isEmpty()) {
        differ(lines.get(index), "entry", shown(lines.get(index).entry()), "nothing");
        lost = true;
        return pass(index);
      }
      return next;
    }

    // ── models ───────────────────────────────────────────────────────────────────────────────

    private int model(int index, Entry.OfTask entry) throws InterruptedException {
      Recording.Line line = lines.get(index);
      Effect.CallModel call = stage.modelCall().orElse(null);
      if (call == null) {
        differ(line, "entry", shown(entry), "nothing: the model would not be called here");
        lost = true;
        return pass(index);
      }
      step = call.step();
      prompter.answer(reply(entry));
      Command command;
      try {
        command = stage.ask(models, call);
      } catch (ModelException refused) {
        differ(line, "request", shown(entry), refused.failure().message());
        lost = true;
        return pass(index);
      }
      if (entry instanceof Entry.ModelReplied replied) {
        asked(line, replied.asked(), prompt(command));
      }
      before.clear();
      return compared(index, stage.decide(command, line.at()));
    }

    /** What the model would be told now, if it is its turn and its reply is yet to come. */
    private Optional<Prompt> prompt(int index) throws InterruptedException {
      Effect.CallModel call = stage.modelCall().orElse(null);
      Optional<Entry.ModelReplied> reply =
          lines.subList(index, lines.size()).stream()
              .filter(line -> line.entry() instanceof Entry.ModelReplied)
              .map(line -> (Entry.ModelReplied) line.entry())
              .findFirst();
      if (call == null || reply.isEmpty()) {
        return Optional.empty();
      }
      prompter.answer(reply.get().reply());
      try {
        return Optional.ofNullable(prompt(stage.ask(models, call)));
      } catch (ModelException refused) {
        return Optional.empty();
      }
    }

    private @Nullable Prompt prompt(Command command) {
      Asked asked = command instanceof Command.ReplyArrived reply ? reply.asked() : null;
      Model.Request request = prompter.request();
      return asked == null || request == null ? null : new Prompt(asked, request);
    }

    private static ModelReply reply(Entry.OfTask entry) {
      return entry instanceof Entry.ModelReplied replied
          ? replied.reply()
          : new ModelReply(
              entry instanceof Entry.ConversationCompacted e ? e.summary() : "",
              "",
              List.of(),
              entry instanceof Entry.ConversationCompacted e ? e.usage() : Usage.NONE,
              ModelReply.Finish.STOP);
    }

    private void asked(Recording.Line line, @Nullable Asked recorded, @Nullable Prompt last) {
      if (recorded == null || last == null) {
        steps.add(new Step(step, line.seq(), "unknown"));
        return;
      }
      Prompt prompt =
          before.stream().filter(it -> it.asked().equals(recorded)).findFirst().orElse(last);
      Asked now = prompt.asked();
      Model.Request request = prompt.request();
      boolean same = recorded.equals(now);
      steps.add(new Step(step, line.seq(), same ? "same" : "differs"));
      List<Message> messages = request.messages();
      part(line, "system", recorded.system(), now.system(), Told.system(messages));
      part(line, "tools", recorded.tools(), now.tools(), Told.tools(request.tools()));
      part(line, "messages", recorded.messages(), now.messages(), Told.since(known, messages));
      String settings = Fingerprints.settings(prompter.models(), request);
      part(line, "settings", recorded.settings(), now.settings(), settings);
      known = messages;
    }

    /** Each part is told of once: it differs at all later steps, too. */
    private void part(Recording.Line line, String part, String recorded, String now, String text) {
      if (!recorded.equals(now) && told.add(part)) {
        differ(line, part, recorded(part, recorded), "fingerprint " + now + ": " + text);
      }
    }

    /** The text itself, if the recording has it. */
    private String recorded(String part, String fingerprint) {
      Definitions.Definition then = stage.recording().definition();
      String prompt = then == null || !part.equals("system") ? "" : then.systemPrompt();
      boolean known = Fingerprints.text(prompt).equals(fingerprint);
      return "fingerprint " + fingerprint + (known ? ": " + prompt : "");
    }

    private void differ(Recording.Line line, String part, String recorded, String now) {
      if (differences.size() < MAX_DIFFERENCES) {
        differences.add(new Difference(line.seq(), step, part, Told.cut(recorded), Told.cut(now)));
      }
    }

    private static String shown(Entry entry) {
      ObjectNode json = (ObjectNode) Json.entry(entry);
      NOT_COMPARED.forEach(json::remove);
      return json.toString();
    }
  }
}
