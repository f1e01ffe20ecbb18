package dev.reveille.testkit;

/** Bugs planted on purpose, to show that the simulator finds them. */
public enum Sabotage {
  NONE,
  /** The store says "durable" when it has only taken an append over. */
  ACKNOWLEDGE_BEFORE_COMMIT,
  /** The store writes an append wherever its cell believes the head to be. */
  SKIP_FENCING,
  /** The store leaves out some of the alarms that are asked for. */
  LOSE_AN_ALARM,
  /** A failed model call is made again by whoever made it, on nobody's account. */
  RETRY_WITHOUT_COUNTING,
  /** A load applies the append once more that its snapshot already contains. */
  APPLY_TWICE,
  /** The post believes to have carried all that it has read. */
  BOOKMARK_AHEAD,
  /** Nobody notices that the store forgets which tasks, mails and events an agent has had. */
  FORGET_KEYS,
  /** The clock of the nodes is fast, and nobody notices but by what comes early. */
  FAST_CLOCK,
  /** Some firings of schedules do not get into the ledger. */
  FIRE_OFF_THE_RECORD,
  /** After each load an agent has spent nothing. */
  FORGET_SPENDING,
  /** After each load nothing is set aside for the calls under way. */
  FORGET_RESERVATIONS,
  /** A process that starts believes that nothing was spent of the server's budget. */
  FORGET_PURSE,
  /** Tools that somebody must agree to are called as if nobody had to. */
  SKIP_APPROVAL,
  /** Who is given agents takes up nothing of what they have to do. */
  TAKE_UP_NOTHING,
  /** Who is given agents carries what they send from now on, and not what they have sent. */
  POST_FROM_HEAD;

  /** True if the store gives back less than it was given. */
  boolean forgets() {
    return this == FORGET_KEYS || this == FORGET_SPENDING || this == FORGET_RESERVATIONS;
  }
}
