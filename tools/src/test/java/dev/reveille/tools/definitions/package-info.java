@NullMarked
package dev.reveille.tools.definitions;

import org.jspecify.annotations.NullMarked;
