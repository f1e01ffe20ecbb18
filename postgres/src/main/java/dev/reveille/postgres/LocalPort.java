package dev.reveille.postgres;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of loopback that stays the same server's while that server is away: before it is started,
 * while it is dead, and when it never comes. A port that was merely found free is somebody else's a
 * moment later: the system gives it to whoever asks for any, a connection of one's own included.
 */
public final class LocalPort {
  /**
   * Below what the system gives to whoever asks for any: 32768 and up on Linux, 49152 elsewhere.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;

  /** UDP ports of the same numbers: by them other processes see what this one has claimed. */
  private static final List<DatagramSocket> CLAIMS = new ArrayList<>();

  private static int next = FIRST;

  private LocalPort() {}

  /**
   * One that nobody listens at, and that no other process which asks here gets until this one ends.
   *
   * @throws IllegalStateException all 12,001 are taken
   */
  public static synchronized int claim() {
    while (next <= LAST) {
      int port = next++;
      if (isClaimed(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "All ports of 127.0.0.1 from " + FIRST + " to " + LAST + " are taken.");
  }

  private static boolean isClaimed(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      DatagramSocket claim = new DatagramSocket(new InetSocketAddress(loopback, port));
      CLAIMS.add(claim);
      new ServerSocket(port, 1, loopback).close();
      return true;
    } catch (SocketException taken) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("Port " + port + " of 127.0.0.1 cannot be tried.", e);
    }
  }
}
