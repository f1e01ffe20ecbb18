/** Programs that use the client library as anybody would. */
@NullMarked
package dev.reveille.examples;

import org.jspecify.annotations.NullMarked;
