/** The configuration file, its keys, its defaults and its limits. */
@NullMarked
package dev.reveille.server.config;

import org.jspecify.annotations.NullMarked;
