-- The truth: one row for each append. position and seq are those of its first entry, both count
-- entries. States are ordinals of AgentState; null: no agent. body is a JSON array of entries.
CREATE TABLE journal (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  entry_count INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  state_before INTEGER,
  state_after INTEGER,
  body BLOB NOT NULL,
  UNIQUE (agent_id, seq)
) STRICT;

-- Everything below can be made anew from the journal.

CREATE TABLE snapshots (
  agent_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  format INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- projected_position: the journal up to here is in the tables below.
CREATE TABLE progress (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO progress (name, value) VALUES ('projected_position', 0), ('probes', 0);

CREATE TABLE agents (
  agent_id TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  running INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  wake_at_ms INTEGER,
  busy INTEGER NOT NULL,
  error_count INTEGER NOT NULL,
  last_active_ms INTEGER,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agents_by_wake ON agents (wake_at_ms) WHERE wake_at_ms IS NOT NULL;

CREATE INDEX agents_busy ON agents (agent_id) WHERE busy = 1;

-- position: of its TaskQueued, the order of all tasks. States are ordinals of TaskState, 4: succeeded.
CREATE TABLE tasks (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  thread_id TEXT,
  origin TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  queued_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  ended_at_ms INTEGER,
  last_seq INTEGER NOT NULL,
  UNIQUE (agent_id, seq)
) STRICT;

CREATE INDEX tasks_by_thread ON tasks (agent_id, thread_id, seq) WHERE thread_id IS NOT NULL;

-- Nearly all tasks have succeeded; those that have not are found by this.
CREATE INDEX tasks_by_state ON tasks (state, agent_id, seq) WHERE state <> 4;

-- position: of its TaskDied.
CREATE TABLE dead_letters (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  task_seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (agent_id, task_seq)
) STRICT;
