package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thing that the {@link Post} carries. Carrying it twice does no harm. */
abstract class Parcel {
  private static final Logger log = LoggerFactory.getLogger(Parcel.class);

  /** Ten minutes, at one a second. */
  static final int MAX_TRIES = 600;

  final Post post;
  private final long position;
  private volatile int tries;
  private volatile int slice;

  /**
   * @param position of the entry that it stands for
   */
  Parcel(Post post, long position) {
    this.post = post;
    this.position = position;
  }

  final long position() {
    return position;
  }

  /**
   * @param number of the slice that its sender is in
   */
  final void isOf(int number) {
    slice = number;
  }

  final int slice() {
    return slice;
  }

  final void carry() {
    try {
      carryOn();
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      later();
    } catch (RuntimeException bug) {
      log.error("cannot carry what stands at {}; it is left out", position, bug);
      done();
    }
  }

  /** Ends in {@link #done} or {@link #later}, now or when an answer comes. */
  abstract void carryOn();

  /** What it is and for whom, for people. */
  abstract String what();

  final void done() {
    post.done(this);
  }

  /** To be tried again; or, if that has been done often enough, given up. */
  final void later() {
    tries++;
    if (tries < MAX_TRIES) {
      post.again(this);
    } else {
      giveUp();
    }
  }

  /** That it could not be carried is on record before it is let go of. */
  void giveUp() {
    log.error("given up after {} tries: {}", tries, what());
    Event alert = SystemEvents.undelivered(position, what(), tries);
    post.tell(
        AgentId.EVENT_LOG,
        new Command.Publish(alert),
        answer -> {
          if (isForNow(answer)) {
            post.again(this);
          } else {
            givenUp();
          }
        });
  }

  void givenUp() {
    done();
  }

  /** For a parcel with one receiver: a refusal for good ends it as well. */
  final void answered(Answer answer) {
    if (isForNow(answer)) {
      later();
    } else {
      done();
    }
  }

  /** The same for mail: a mailbox that is full may be emptied. */
  final void delivered(Answer answer) {
    if (answer instanceof Answer.Refused r && r.code() == Decision.Code.LIMIT_EXCEEDED) {
      later();
    } else {
      answered(answer);
    }
  }

  static boolean isForNow(Answer answer) {
    return answer instanceof Answer.Refused refused && refused.code() == Decision.Code.UNAVAILABLE;
  }
}
