@NullMarked
package dev.reveille.server.doctor;

import org.jspecify.annotations.NullMarked;
