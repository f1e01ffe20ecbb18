-- What model calls have taken, summed up by the hour of UTC that they ended in. dearest_: the most
-- that one of them took. Sums are written once, with the position that they go up to.
CREATE TABLE spending (
  hour_ms INTEGER PRIMARY KEY,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  unpriced_calls INTEGER NOT NULL,
  dearest_input_tokens INTEGER NOT NULL,
  dearest_output_tokens INTEGER NOT NULL,
  dearest_cost_micros INTEGER NOT NULL
) STRICT;

-- What was spent before this table was there is found by going through the journal once more.
UPDATE progress SET value = 0 WHERE name = 'projected_position';
