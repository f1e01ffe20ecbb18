-- Calls of tools that somebody must agree to, as the agents' states have them.
CREATE TABLE approvals (
  agent_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  task_seq INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  tool TEXT NOT NULL,
  requested_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (agent_id, number)
) STRICT, WITHOUT ROWID;
