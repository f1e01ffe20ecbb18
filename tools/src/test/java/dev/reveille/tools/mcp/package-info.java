@NullMarked
package dev.reveille.tools.mcp;

import org.jspecify.annotations.NullMarked;
