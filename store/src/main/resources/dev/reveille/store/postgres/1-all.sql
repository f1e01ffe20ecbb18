-- The same tables as SQLite's, after its fifth script. Names are compared by their bytes, as there.
CREATE TABLE schema_version (version bigint NOT NULL);

INSERT INTO schema_version (version) VALUES (0);

-- The truth: one row for each append. position and seq are those of its first entry, both count
-- entries. States are ordinals of AgentState; null: no agent. body is a JSON array of entries.
CREATE TABLE journal (
  position bigint PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  entry_count integer NOT NULL,
  at_ms bigint NOT NULL,
  state_before integer,
  state_after integer,
  body bytea NOT NULL,
  UNIQUE (agent_id, seq)
);

-- Everything below can be made anew from the journal, but for the bookmarks in progress.

CREATE TABLE snapshots (
  agent_id text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  format integer NOT NULL,
  body bytea NOT NULL
);

-- head: the position of the journal's last entry. Whoever appends locks this row first, so that
-- positions become visible in their order. projected_position: the journal up to here is in the
-- tables below; it is another one only while they are made anew.
CREATE TABLE progress (
  name text COLLATE "C" PRIMARY KEY,
  value bigint NOT NULL
) WITH (fillfactor = 20);

INSERT INTO progress (name, value) VALUES ('head', 0), ('projected_position', 0), ('probes', 0);

-- slice: of 256, see Slices.
CREATE TABLE agents (
  agent_id text COLLATE "C" PRIMARY KEY,
  state integer NOT NULL,
  definition text NOT NULL,
  created_at_ms bigint NOT NULL,
  since_ms bigint NOT NULL,
  running integer NOT NULL,
  queued integer NOT NULL,
  wake_at_ms bigint,
  busy integer NOT NULL,
  error_count integer NOT NULL,
  last_active_ms bigint,
  seq bigint NOT NULL,
  wake_load double precision,
  slice smallint NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX agents_by_wake ON agents (wake_at_ms, agent_id) WHERE wake_at_ms IS NOT NULL;

CREATE INDEX agents_by_slice_and_wake ON agents (slice, wake_at_ms, agent_id) WHERE wake_at_ms IS NOT NULL;

CREATE INDEX agents_busy ON agents (slice, agent_id) WHERE busy = 1;

CREATE INDEX agents_by_wake_load ON agents (wake_load DESC, agent_id) WHERE wake_load IS NOT NULL;

-- position: of its TaskQueued, the order of all tasks. States are ordinals of TaskState, 4: succeeded.
CREATE TABLE tasks (
  position bigint PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  state integer NOT NULL,
  priority integer NOT NULL,
  thread_id text COLLATE "C",
  origin text NOT NULL,
  attempt integer NOT NULL,
  queued_at_ms bigint NOT NULL,
  started_at_ms bigint,
  ended_at_ms bigint,
  last_seq bigint NOT NULL,
  UNIQUE (agent_id, seq)
) WITH (fillfactor = 70);

CREATE INDEX tasks_by_thread ON tasks (agent_id, thread_id, seq) WHERE thread_id IS NOT NULL;

-- Nearly all tasks have succeeded; those that have not are found by this.
CREATE INDEX tasks_by_state ON tasks (state, agent_id, seq) WHERE state <> 4;

-- position: of its TaskDied. kind: an ordinal of DeadLetter.Kind; task_seq: of an event, if that is what is dead.
CREATE TABLE dead_letters (
  position bigint PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  task_seq bigint NOT NULL,
  reason text NOT NULL,
  at_ms bigint NOT NULL,
  kind integer NOT NULL,
  UNIQUE (agent_id, task_seq)
);

-- position: of its MailReceived, the order of all mails. status is an ordinal of MailStatus. The
-- text of a mail is in the journal.
CREATE TABLE mails (
  position bigint PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  sender text NOT NULL,
  subject text NOT NULL,
  priority integer NOT NULL,
  thread_id text NOT NULL,
  reply_to text,
  status integer NOT NULL,
  received_at_ms bigint NOT NULL,
  UNIQUE (agent_id, seq)
);

CREATE INDEX mails_by_status ON mails (agent_id, status, seq);

-- The ledger of schedules. outcome is an ordinal of Outcome; task_seq 0: no task came of it.
CREATE TABLE firings (
  position bigint PRIMARY KEY,
  agent_id text COLLATE "C" NOT NULL,
  schedule_id text COLLATE "C" NOT NULL,
  due_at_ms bigint NOT NULL,
  last_due_at_ms bigint NOT NULL,
  due_count integer NOT NULL,
  outcome integer NOT NULL,
  by_hand integer NOT NULL,
  why text,
  task_seq bigint NOT NULL,
  at_ms bigint NOT NULL
);

CREATE INDEX firings_by_schedule ON firings (agent_id, schedule_id, position);

-- What was published; the events themselves are in the journal of the event log.
CREATE TABLE events (
  position bigint PRIMARY KEY,
  seq bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  at_ms bigint NOT NULL
);

CREATE INDEX events_by_name ON events (name, position);

CREATE INDEX events_by_time ON events (at_ms);

-- What agents want to hear, by their subscriptions and their sleep. wildcard: it has a * in it.
CREATE TABLE listeners (
  wildcard integer NOT NULL,
  pattern text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (wildcard, pattern, agent_id)
);

CREATE INDEX listeners_by_agent ON listeners (agent_id);

-- Calls of tools that somebody must agree to, as the agents' states have them.
CREATE TABLE approvals (
  agent_id text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  task_seq bigint NOT NULL,
  call_id text NOT NULL,
  tool text NOT NULL,
  requested_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  PRIMARY KEY (agent_id, number)
);

-- What agents and teams remember. position: of its NoteRemembered. tags: a line for each. words: cut
-- and folded before they come here.
CREATE TABLE notes (
  position bigint PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  text text NOT NULL,
  tags text NOT NULL,
  author text NOT NULL,
  at_ms bigint NOT NULL,
  words tsvector NOT NULL,
  UNIQUE (owner, key)
);

CREATE INDEX notes_by_owner ON notes (owner, position);

CREATE INDEX notes_by_word ON notes USING gin (words);

-- What model calls have taken, summed up by the hour of UTC that they ended in. dearest_: the most
-- that one of them took. Sums are written once, with the position that they go up to.
CREATE TABLE spending (
  hour_ms bigint PRIMARY KEY,
  calls bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  cost_micros bigint NOT NULL,
  unpriced_calls bigint NOT NULL,
  dearest_input_tokens bigint NOT NULL,
  dearest_output_tokens bigint NOT NULL,
  dearest_cost_micros bigint NOT NULL
) WITH (fillfactor = 20);
