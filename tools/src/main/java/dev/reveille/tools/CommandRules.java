package dev.reveille.tools;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What {@code run_command} may do.
 *
 * @param programs names found on the server's path, or absolute paths; none: there is no such tool
 * @param environment all that a program's environment has: nothing of the server's comes along
 * @param longest how long a program may run
 * @param outputBytes kept of what it writes, output and errors together
 */
public record CommandRules(
    List<String> programs, Map<String, String> environment, Duration longest, int outputBytes) {
  public static final CommandRules NONE =
      new CommandRules(List.of(), Map.of(), Duration.ofSeconds(60), 65_536);

  public CommandRules {
    programs = List.copyOf(programs);
    for (String program : programs) {
      // "./build" would be whatever lies in the folder that the model chooses.
      if (program.isBlank() || program.contains("/") && !Path.of(program).isAbsolute()) {
        throw new IllegalArgumentException(
            "tools.command.programs: \"" + program + "\" is neither a name nor an absolute path");
      }
    }
    environment = Map.copyOf(environment);
  }
}
