package dev.reveille.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Scripts that complete commands, options and ids of agents, made of the commands' own model.
 *
 * <p>Each holds one table: a command's words, and what may follow them. Ids are asked of the server
 * by the hidden {@code complete}, which answers in a quarter of a second or nothing.
 */
final class Completion {

  /** What may follow a command. */
  private record Follow(List<String> words, boolean agent) {}

  private final Map<String, Follow> table = new LinkedHashMap<>();

  Completion(CommandLine root) {
    collect(root, "");
  }

  private void collect(CommandLine line, String path) {
    CommandSpec spec = line.getCommandSpec();
    List<String> words = new ArrayList<>(line.getSubcommands().keySet());
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        words.add(option.longestName());
      }
    }
    boolean agent =
        spec.positionalParameters().stream().map(ArgSpec::paramLabel).anyMatch("AGENT"::equals);
    table.put(path, new Follow(words, agent));
    line.getSubcommands().forEach((name, sub) -> collect(sub, (path + ' ' + name).strip()));
  }

  /** The paths as one word each, which no command contains: {@code agent/show}. */
  private String rows(String form) {
    return table.entrySet().stream()
        .map(row ->
            form.formatted(
                row.getKey().replace(' ', '/'),
                String.join(" ", row.getValue().words()),
                row.getValue().agent() ? "yes" : ""))
        .collect(Collectors.joining());
  }

  String bash() {
    return """
    # Completion of reveille for bash. To use it: source <(reveille completion bash)
    _reveille_follow() {
      words='' agent=''
      case $1 in
    %s  esac
    }
    _reveille() {
      local path='' word words agent i cur=${COMP_WORDS[COMP_CWORD]}
      local prev=${COMP_WORDS[COMP_CWORD-1]}
      for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        _reveille_follow "$path${path:+/}$word"
        [ -z "$words" ] || path=$path${path:+/}$word
      done
      _reveille_follow "$path"
      COMPREPLY=()
      if [[ $cur != -* ]] && { [ -n "$agent" ] || [ "$prev" = --agent ]; }; then
        words="$words $(reveille complete "$cur" 2>/dev/null)"
      fi
      COMPREPLY=($(compgen -W "$words" -- "$cur"))
    }
    complete -o default -F _reveille reveille ./reveille
    """
        .formatted(rows("    '%s') words='%s' agent=%s ;;\n"));
  }

  String zsh() {
    return """
    # Completion of reveille for zsh. To use it: source <(reveille completion zsh)
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    _reveille_follow() {
      follow='' agent=''
      case $1 in
    %s  esac
    }
    _reveille() {
      local path_='' follow agent i cur=$words[CURRENT]
      for ((i = 2; i < CURRENT; i++)); do
        _reveille_follow "$path_${path_:+/}$words[i]"
        [[ -z $follow ]] || path_=$path_${path_:+/}$words[i]
      done
      _reveille_follow "$path_"
      local -a all
      all=(${=follow})
      if [[ $cur != -* && ( -n $agent || $words[CURRENT-1] == --agent ) ]]; then
        all+=(${(f)"$(reveille complete "$cur" 2>/dev/null)"})
      fi
      compadd -a all || _files
    }
    compdef _reveille reveille
    """
        .formatted(rows("    '%s') follow='%s' agent=%s ;;\n"));
  }

  String fish() {
    return """
    # Completion of reveille for fish. To use it: reveille completion fish | source
    function __reveille_follow
      switch "$argv[1]"
    %s  end
    end
    function __reveille_complete
      set -l path ''
      set -l cur (commandline -ct)
      set -l typed (commandline -opc)
      for word in $typed[2..-1]
        set -l next (string trim -l -c / "$path/$word")
        if test -n "$(__reveille_follow $next)"
          set path $next
        end
      end
      set -l found (__reveille_follow "$path")
      string match -v AGENT -- $found
      if not string match -q -- '-*' $cur
        if contains AGENT $found; or test "$typed[-1]" = --agent
          reveille complete "$cur" 2>/dev/null
        end
      end
    end
    complete -c reveille -f -a '(__reveille_complete)'
    """
        .formatted(
            table.entrySet().stream()
                .map(row ->
                    "    case '%s'\n      printf '%%s\\n' %s%s\n"
                        .formatted(
                            row.getKey().replace(' ', '/'),
                            String.join(" ", row.getValue().words()),
                            row.getValue().agent() ? " AGENT" : ""))
                .collect(Collectors.joining()));
  }

  /** All commands, with the words that lead to them. */
  static List<String> paths(CommandLine root) {
    Completion completion = new Completion(root);
    return completion.table.keySet().stream().filter(path -> !path.isEmpty()).toList();
  }
}
