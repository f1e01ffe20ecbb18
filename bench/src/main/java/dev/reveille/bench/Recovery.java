package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Sleep;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * W5: a process with many sleeping agents and running tasks is killed with -9; how long until its
 * successor answers, and until the last task runs again.
 */
final class Recovery {
  private static final String POPULATED = "populated";
  private static final String READY = "ready";
  private static final String RESUMED = "resumed";

  private Recovery() {}

  static void run(Report report, int sleeping, int running) throws Exception {
    report.title(
        "W5 after kill -9, ms from the process's start",
        "sleeping",
        "running",
        "serve ready",
        "engine ready",
        "last resumed");
    Path folder = Files.createTempDirectory("reveille-bench");
    try {
      kill(child("populate", folder, sleeping, running), POPULATED);
      Process serve = serve(folder);
      long start = System.nanoTime();
      await(serve, " is ready at ");
      double served = (System.nanoTime() - start) / 1e6;
      serve.destroyForcibly().waitFor();
      Process resume = child("resume", folder, sleeping, running);
      String ready = await(resume, READY);
      String resumed = await(resume, RESUMED);
      resume.destroyForcibly().waitFor();
      report.row(
          sleeping, running, Report.round(served), ready.split(" ")[1], resumed.split(" ")[1]);
    } finally {
      Lab.delete(folder);
    }
  }

  private static Process child(String what, Path folder, int sleeping, int running)
      throws IOException {
    List<String> command = java();
    command.addAll(
        List.of(Bench.class.getName(), what, folder.toString(), "" + sleeping, "" + running));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Process serve(Path folder) throws IOException {
    List<String> command = java();
    command.addAll(
        List.of("dev.reveille.server.Main", "serve", "--port", "0", "--data", folder.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> java() {
    String java = ProcessHandle.current().info().command().orElse("java");
    return new ArrayList<>(
        List.of(
            java,
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path")));
  }

  private static void kill(Process process, String when) throws Exception {
    await(process, when);
    process.destroyForcibly().waitFor();
  }

  private static String await(Process process, String word) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(word)) {
        return line;
      }
    }
    throw new IOException("the process ended before it said: " + word);
  }

  /** The first child's work: fill the store, and keep running until killed. */
  static void populate(Path folder, int sleeping, int running) throws Exception {
    Lab lab = Lab.open(folder, true, Lab.config(running * 2, 20_000, Duration.ofSeconds(2)));
    List<AgentId> ids = lab.inlineAgents(sleeping + running);
    Instant far = Bench.CLOCK.instant().plus(Duration.ofDays(1));
    lab.each(
        ids.subList(0, sleeping),
        new Command.FallAsleep(new Sleep(far, List.of(), null, null, "bench")));
    lab.each(
        ids.subList(sleeping, ids.size()),
        new Command.Submit(TaskSpec.of("CALL current_time {}\nWAIT 600s\nSAY done")));
    while (lab.engine().load().running() < running) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    TimeUnit.SECONDS.sleep(2);
    System.out.println(POPULATED);
    TimeUnit.MINUTES.sleep(10);
  }

  /** The last child's work: take over, and tell when. */
  static void resume(Path folder, int running) throws Exception {
    CountDownLatch resumed = new CountDownLatch(running);
    Lab lab =
        Lab.prepare(
            folder,
            Lab.config(running * 2, 20_000, Duration.ofSeconds(2)),
            rows -> {
              for (Journal.Recorded row : rows) {
                for (Entry entry : row.entries()) {
                  if (entry instanceof Entry.TaskStarted) {
                    resumed.countDown();
                  }
                }
              }
            });
    System.out.println(READY + " " + sinceStart());
    boolean all = resumed.await(60, TimeUnit.SECONDS);
    System.out.println(RESUMED + " " + (all ? sinceStart() : "never:" + resumed.getCount()));
    System.out.flush();
    TimeUnit.MINUTES.sleep(1);
    lab.close();
  }

  private static long sinceStart() {
    return Bench.CLOCK.millis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
