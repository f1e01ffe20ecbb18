package dev.reveille.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models that can be called, by name. */
public interface Models {

  /**
   * @param names each {@code provider:model}, or a provider. The first is asked; if it cannot
   *     answer now, the next one is, within the same call. None: the default
   * @throws ModelException PERMANENT, naming those that exist, if none of them does
   */
  Choice find(List<String> names) throws ModelException;

  /**
   * What is known of those models, whether or not they can be asked on this machine.
   *
   * @param names as for {@link #find}
   */
  default Abilities abilities(List<String> names) {
    return Abilities.UNKNOWN;
  }

  /**
   * Those of these models whose calls cost nobody knows how much, before they are made or after.
   *
   * @param names as for {@link #find}
   */
  default List<String> unpriced(List<String> names) {
    return List.of();
  }

  /**
   * @param contextTokens the longest conversation that each of them takes; null: not known
   * @param images whether one of them takes images
   */
  record Abilities(@Nullable Integer contextTokens, boolean images) {
    public static final Abilities UNKNOWN = new Abilities(null, true);
  }

  /**
   * @param name to be put into {@link Model.Request#model}
   */
  record Choice(Model model, String name) {}
}
