/**
 * Models behind the engine's port {@link dev.reveille.engine.Model}: OpenAI-compatible providers
 * over HTTP, and the rehearsal model, which needs nothing.
 */
@NullMarked
package dev.reveille.models;

import org.jspecify.annotations.NullMarked;
