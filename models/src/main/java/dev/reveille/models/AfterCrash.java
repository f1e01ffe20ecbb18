package dev.reveille.models;

import dev.reveille.core.ToolPolicy;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method that is a tool what may be done when a crash leaves the outcome of its call
 * unknown. Without it the method is taken for {@link ToolPolicy#UNSAFE}: it is not called again by
 * itself.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AfterCrash {
  ToolPolicy value();
}
