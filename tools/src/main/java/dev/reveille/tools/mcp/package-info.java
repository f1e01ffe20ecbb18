/**
 * Tools of other programs, by the Model Context Protocol. Loaded only if a server is configured.
 */
@NullMarked
package dev.reveille.tools.mcp;

import org.jspecify.annotations.NullMarked;
