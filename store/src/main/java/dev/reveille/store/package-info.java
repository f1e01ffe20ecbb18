/** Journal and query tables on SQL databases. */
@NullMarked
package dev.reveille.store;

import org.jspecify.annotations.NullMarked;
