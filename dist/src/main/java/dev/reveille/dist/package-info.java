/** The distribution: the one jar that runs everything, and the archive around it. */
@org.jspecify.annotations.NullMarked
package dev.reveille.dist;
