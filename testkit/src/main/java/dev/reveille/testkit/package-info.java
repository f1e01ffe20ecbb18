/**
 * The simulator, the scripted model and the store contract, for people who write stores, tools and
 * agents.
 */
@NullMarked
package dev.reveille.testkit;

import org.jspecify.annotations.NullMarked;
