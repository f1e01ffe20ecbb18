/** Where slices live, by Apache Pekko Cluster Sharding. */
@org.jspecify.annotations.NullMarked
package dev.reveille.cluster;
