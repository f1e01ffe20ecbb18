@NullMarked
package dev.reveille.tools;

import org.jspecify.annotations.NullMarked;
