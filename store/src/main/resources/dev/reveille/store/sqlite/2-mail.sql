-- Mails, schedules and events: all of it can be made anew from the journal, but for the bookmarks
-- in progress, 'bookmark:' and a reader's name, which say how far a reader of the journal is.

-- The load below which a sleeping agent wants to be woken; null: it does not sleep for that.
ALTER TABLE agents ADD COLUMN wake_load REAL;

CREATE INDEX agents_by_wake_load ON agents (wake_load DESC, agent_id) WHERE wake_load IS NOT NULL;

-- An ordinal of DeadLetter.Kind. task_seq: of an event, if that is what is dead.
ALTER TABLE dead_letters ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- position: of its MailReceived, the order of all mails. status is an ordinal of MailStatus. The
-- text of a mail is in the journal.
CREATE TABLE mails (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  priority INTEGER NOT NULL,
  thread_id TEXT NOT NULL,
  reply_to TEXT,
  status INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  UNIQUE (agent_id, seq)
) STRICT;

CREATE INDEX mails_by_status ON mails (agent_id, status, seq);

-- The ledger of schedules. outcome is an ordinal of Outcome; task_seq 0: no task came of it.
CREATE TABLE firings (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  schedule_id TEXT NOT NULL,
  due_at_ms INTEGER NOT NULL,
  last_due_at_ms INTEGER NOT NULL,
  due_count INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  by_hand INTEGER NOT NULL,
  why TEXT,
  task_seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX firings_by_schedule ON firings (agent_id, schedule_id, position);

-- What was published; the events themselves are in the journal of the event log.
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_name ON events (name, position);

CREATE INDEX events_by_time ON events (at_ms);

-- What agents want to hear, by their subscriptions and their sleep. wildcard: it has a * in it.
CREATE TABLE listeners (
  wildcard INTEGER NOT NULL,
  pattern TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  PRIMARY KEY (wildcard, pattern, agent_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX listeners_by_agent ON listeners (agent_id);

-- Agents that sleep already may wait for an event or for the load: the tables are filled anew.
UPDATE progress SET value = 0 WHERE name = 'projected_position';
