/** Built-in tools and the checks around every tool call. */
@NullMarked
package dev.reveille.tools;

import org.jspecify.annotations.NullMarked;
