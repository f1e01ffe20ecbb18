package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.Keys.Key;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static List<Key> decode(String typed) {
    return Keys.decode(typed.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsTheKeysThatTopHas() {
    assertThat(decode("\u001b[A\u001b[B\u001bOA\u001b[5~\u001b[6~\u001b[H\u001b[F"))
        .containsExactly(
            Key.Special.UP,
            Key.Special.DOWN,
            Key.Special.UP,
            Key.Special.PAGE_UP,
            Key.Special.PAGE_DOWN,
            Key.Special.HOME,
            Key.Special.END);
    assertThat(decode("\r")).containsExactly(Key.Special.ENTER);
    assertThat(decode("\u001b")).containsExactly(Key.Special.ESCAPE);
    assertThat(decode("\u007f\u0003"))
        .containsExactly(Key.Special.BACKSPACE, Key.Special.INTERRUPT);
  }

  @Test
  void lettersAreWholeCharacters() {
    assertThat(decode("qä😀"))
        .containsExactly(new Key.Letter('q'), new Key.Letter('ä'), new Key.Letter(0x1F600));
  }

  @Test
  void whatIsNoKeyOfOursIsNothing() {
    assertThat(decode("\u001b[15~\u0001\u001b[1;5Cq")).containsExactly(new Key.Letter('q'));
    assertThat(decode("\u001b[")).isEmpty();
    assertThat(decode("")).isEmpty();
  }
}
