/** How JSON is read strictly and written: wire types, the shape of records, precise refusals. */
@NullMarked
package dev.reveille.server.json;

import org.jspecify.annotations.NullMarked;
