package dev.reveille.engine;

import org.jspecify.annotations.Nullable;

/** The models that can be called, by name. */
public interface Models {

  /**
   * @param name {@code provider:model}, or a provider; null: the default
   * @throws ModelException PERMANENT, naming those that exist
   */
  Choice find(@Nullable String name) throws ModelException;

  /**
   * @param name as the provider knows it
   */
  record Choice(Model model, String name, Model.Settings settings) {}
}
