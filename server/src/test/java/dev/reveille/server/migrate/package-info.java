@NullMarked
package dev.reveille.server.migrate;

import org.jspecify.annotations.NullMarked;
