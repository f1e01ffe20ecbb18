package dev.reveille.engine;

import java.util.List;

/** The models that can be called, by name. */
public interface Models {

  /**
   * @param names each {@code provider:model}, or a provider. The first is asked; if it cannot
   *     answer now, the next one is, within the same call. None: the default
   * @throws ModelException PERMANENT, naming those that exist, if none of them does
   */
  Choice find(List<String> names) throws ModelException;

  /**
   * @param name to be put into {@link Model.Request#model}
   */
  record Choice(Model model, String name) {}
}
