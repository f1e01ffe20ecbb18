/** Keys are planted everywhere, everything is set to leak them, and every byte is searched. */
@NullMarked
package dev.reveille.server.secrets;

import org.jspecify.annotations.NullMarked;
