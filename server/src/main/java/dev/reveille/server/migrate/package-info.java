/** {@code reveille migrate}: definitions of other systems' agents, made into Reveille's. */
@NullMarked
package dev.reveille.server.migrate;

import org.jspecify.annotations.NullMarked;
