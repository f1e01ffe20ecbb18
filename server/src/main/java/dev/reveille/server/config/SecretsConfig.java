package dev.reveille.server.config;

import java.util.List;

/**
 * @param variables names of variables of the environment whose values are secrets, {@code *} as
 *     wildcard, in upper case
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
