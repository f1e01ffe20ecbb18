/** Model adapters and the rehearsal model. */
@NullMarked
package dev.reveille.models;

import org.jspecify.annotations.NullMarked;
