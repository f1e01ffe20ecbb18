/** The house rules as tests. */
@NullMarked
package dev.reveille.house;

import org.jspecify.annotations.NullMarked;
