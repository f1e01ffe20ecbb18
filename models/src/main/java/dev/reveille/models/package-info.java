/**
 * Models behind the engine's port {@link dev.reveille.engine.Model}: providers over HTTP in three
 * dialects, and the rehearsal model, which needs nothing.
 */
@NullMarked
package dev.reveille.models;

import org.jspecify.annotations.NullMarked;
