/**
 * What agents can do: the built-in tools, and the {@link Toolbox} that checks every call before a
 * tool sees it.
 */
@NullMarked
package dev.reveille.tools;

import org.jspecify.annotations.NullMarked;
