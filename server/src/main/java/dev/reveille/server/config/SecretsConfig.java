package dev.reveille.server.config;

import java.util.List;

/**
 * @param variables names of variables of the environment, in upper case, whose values are secrets,
 *     beside those that the configuration refers to, see {@code docs/secrets.md}
 */
public record SecretsConfig(List<String> variables) {
  public SecretsConfig {
    variables = List.copyOf(variables);
  }

  public static SecretsConfig defaults() {
    return new SecretsConfig(
        List.of(
            "*KEY",
            "*_KEY_*",
            "*TOKEN*",
            "*SECRET*",
            "*PASSWORD*",
            "*PASSWD*",
            "*PASSPHRASE*",
            "*_PASS",
            "*CREDENTIAL*",
            "*_PAT"));
  }
}
