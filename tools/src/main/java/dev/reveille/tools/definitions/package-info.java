/** Agents as files: {@code agents/*.md} with YAML front matter and the system prompt as body. */
@NullMarked
package dev.reveille.tools.definitions;

import org.jspecify.annotations.NullMarked;
