/** One version hands over to the next: its data folder, its clients, and its backups. */
@org.jspecify.annotations.NullMarked
package dev.reveille.server.upgrade;
