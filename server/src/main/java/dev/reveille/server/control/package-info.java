/** The control protocol's methods: what each takes, whom it asks, and what it answers. */
@NullMarked
package dev.reveille.server.control;

import org.jspecify.annotations.NullMarked;
