package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SubscriptionTest {

  private static final Duration SOON = Duration.ofMinutes(1);

  private StubServer server;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Subscription subscribe(Interest interest) throws IOException, InterruptedException {
    return ReveilleClient.at(server.url())
        .subscribe(interest, n -> heard.add(Json.text(n.params(), "taskId")));
  }

  private void publish(int from, int to) {
    IntStream.rangeClosed(from, to)
        .forEach(i ->
            server
                .feed()
                .publish("async.task.completed", "{\"agentId\":\"d\",\"taskId\":\"" + i + "\"}"));
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "" + i).toList();
  }

  private void awaitHeard(int from, int to) {
    await().atMost(SOON).until(() -> heard.size() >= to - from + 1);
    assertThat(heard).isEqualTo(numbers(from, to));
  }

  @Test
  void hearsWhatHappensFromNowOn() throws Exception {
    publish(1, 3);
    try (Subscription feed = subscribe(Interest.ALL)) {
      publish(4, 6);
      awaitHeard(4, 6);
      await().atMost(SOON).until(() -> feed.cursor().equals(Optional.of("c6")));
    }
  }

  @Test
  void goesOnAfterABreak() throws Exception {
    try (Subscription feed = subscribe(Interest.ALL)) {
      publish(1, 3);
      awaitHeard(1, 3);
      server.feed().cut();
      publish(4, 6);
      awaitHeard(1, 6);
      assertThat(feed.cursor()).isPresent();
    }
    assertThat(server.feed().subscriptions())
        .extracting(params -> Json.text(params, "cursor"))
        .first()
        .isEqualTo("");
    assertThat(Json.text(server.feed().subscriptions().getLast(), "cursor")).isEqualTo("c3");
  }

  /** Even if nothing was heard before the break, nothing of the break is missed. */
  @Test
  void goesOnFromTheAnswerOfTheFirstSubscription() throws Exception {
    try (Subscription feed = subscribe(Interest.ALL)) {
      server.feed().cut();
      publish(1, 2);
      awaitHeard(1, 2);
      assertThat(feed.cursor()).isPresent();
    }
  }

  @Test
  void missesNothingHoweverOftenItBreaks() throws Exception {
    publish(1, 200);
    server.feed().cutEvery(7);
    try (Subscription feed =
        subscribe(new Interest(List.of(), List.of(), Optional.of("c0"), false))) {
      awaitHeard(1, 200);
      assertThat(feed.join(Duration.ZERO)).isFalse();
    }
    assertThat(server.feed().subscriptions()).hasSizeGreaterThan(25);
  }

  @Test
  void goesOnFromItsCursorWhenItLagged() throws Exception {
    try (Subscription feed = subscribe(Interest.ALL)) {
      publish(1, 2);
      awaitHeard(1, 2);
      server.feed().tell("async.feed.lagged", "{\"cursor\":\"c9\"}");
      await().atMost(SOON).until(() -> server.feed().subscriptions().size() == 2);
      publish(3, 4);
      awaitHeard(1, 4);
      assertThat(feed.cursor()).isPresent();
    }
  }

  @Test
  void tokensDoNotMoveTheCursor() throws Exception {
    try (Subscription feed =
        subscribe(new Interest(List.of("d"), List.of(), Optional.empty(), true))) {
      publish(1, 1);
      server
          .feed()
          .tell("async.task.token", "{\"taskId\":\"2\",\"delta\":\"x\",\"cursor\":\"c99\"}");
      awaitHeard(1, 2);
      assertThat(feed.cursor()).contains("c1");
    }
    assertThat(server.feed().subscriptions())
        .containsExactly(Json.parse("{\"agents\":[\"d\"],\"tokens\":true}"));
  }

  @Test
  void endsWhenItsListenerHasHeardEnough() throws Exception {
    publish(1, 5);
    Subscription feed =
        ReveilleClient.at(server.url())
            .subscribe(
                new Interest(List.of(), List.of(), Optional.of("c0"), false),
                n -> {
                  heard.add(Json.text(n.params(), "taskId"));
                  return heard.size() < 3;
                });
    assertThat(feed.join(SOON)).isTrue();
    assertThat(heard).isEqualTo(numbers(1, 3));
  }

  @Test
  void endsWhenItIsClosedInTheMiddleOfNothing() throws Exception {
    Subscription feed = subscribe(Interest.ALL);
    feed.close();
    assertThat(feed.join(SOON)).isTrue();
  }

  @Test
  void closesWhileTheServerIsGone() throws Exception {
    Subscription feed = subscribe(Interest.ALL);
    server.close();
    feed.close();
    assertThat(feed.join(SOON)).isTrue();
  }

  @Test
  void saysThatNobodyListens() {
    server.close();
    assertThatThrownBy(() -> subscribe(Interest.ALL)).isInstanceOf(NoServerException.class);
  }

  @Test
  void sendsItsToken() throws Exception {
    ReveilleClient.at(server.url()).withToken("secret").subscribe(Interest.ALL, n -> true).close();
    assertThat(server.feed().authorizations()).containsExactly("Bearer secret");
  }
}
