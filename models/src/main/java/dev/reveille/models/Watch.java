package dev.reveille.models;

import dev.reveille.engine.Model;

/** Is put round each model that is called, also round those that stand in for another. */
public interface Watch {
  Watch NONE = (provider, name, model) -> model;

  /**
   * @return a model that calls {@code model} and hears what comes of it
   */
  Model round(String provider, String name, Model model);
}
