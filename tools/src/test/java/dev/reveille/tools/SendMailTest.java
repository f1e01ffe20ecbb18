package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Command;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Tool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendMailTest {
  private final World world = new World("a", "d");
  private final Caller caller = world.caller();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'to': 'a', 'body': 'hi'}                       | sent as mail a/2        | ``  | NORMAL |",
        "{'to': 'd', 'body': 'hi', 'priority': 'low'}    | sent as mail d/2        | ``  | LOW    |",
        "{'to': 'user', 'body': 'hi', 'subject': 'S'}    | sent as mail user/1     | S   | NORMAL |",
        "{'to': 'user:eva', 'body': 'hi', 'subject': ' a\\nb'} | sent as mail user:eva/1 | a b | NORMAL |",
        "{'to': 'a', 'body': 'hi', 'priority': 'urgent', 'ttlSeconds': 90} | sent as mail a/2 | `` | URGENT | 2026-11-22T19:31:30.123456Z",
      })
  void sends(String arguments, String answer, String subject, Priority priority, Instant expires)
      throws InterruptedException {
    assertThat(caller.returned("send_mail", arguments)).isEqualTo(answer);
    assertThat(world.given)
        .containsExactly(
            new Command.Deliver(
                new MailSpec("d", subject, "hi", priority, null, null, expires, "key-1", 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'to': 'nobody', 'body': 'hi'}                  | no agent nobody",
        "{'to': 'postmaster', 'body': 'hi'}              | The postmaster only sends mail",
        "{'to': 'reveille:events', 'body': 'hi'}         | its name is reserved",
        "{'to': 'a/2', 'body': 'hi'}                     | /to: does not match",
        "{'to': 'a', 'body': ' '}                        | /body: does not match",
        "{'to': 'a'}                                     | required property 'body' not found",
        "{'to': 'a', 'body': 'hi', 'priority': 'HIGH'}   | /priority",
        "{'to': 'a', 'body': 'hi', 'ttlSeconds': 0}      | /ttlSeconds: must have a minimum value of 1",
        "{'to': 'a', 'body': 'hi', 'from': 'user'}       | there is no argument \"from\"",
      })
  void answersWhatItCannotDo(String arguments, String expected) throws InterruptedException {
    assertThat(caller.failed("send_mail", arguments)).contains(expected);
    assertThat(world.rows).hasSize(2);
  }

  @Test
  void tellsThatTheMailboxIsFull() throws InterruptedException {
    world.mailboxLimit("a", 1);
    world.mail("a", "user", "", "first");
    assertThat(caller.failed("send_mail", "{'to': 'a', 'body': 'second'}"))
        .startsWith("the mailbox of a has 1 mails")
        .contains("mailboxLimit");
  }

  @Test
  void runsAgainWithoutSendingTwice() throws InterruptedException {
    String first = caller.returned("send_mail", "{'to': 'a', 'body': 'hi'}");
    int rows = world.rows.size();
    assertThat(caller.returned("send_mail", "{'to': 'a', 'body': 'hi'}")).isEqualTo(first);
    assertThat(world.rows).hasSize(rows);
  }

  @Test
  void digestsAKeyThatIsTooLong() throws InterruptedException {
    Tool.Context context =
        new Tool.Context(World.D, new TaskId(World.D, 7), "k".repeat(999), Caller.NOW);
    for (String run : List.of("first", "again")) {
      assertThat(caller.box().call("send_mail", "{\"to\":\"a\",\"body\":\"x\"}", context))
          .as(run)
          .isEqualTo(new Tool.Outcome.Returned("sent as mail a/2"));
    }
    assertThat(world.lastMail("a").idempotencyKey()).hasSizeLessThan(100);
  }
}
