/**
 * The spool's tables. `boots` keeps one row for each start for ever: its `last_seq` says up to which number that start's
 * messages were made, so that a missing message can be told from one that never was. `messages` holds what the broker has
 * not acknowledged yet.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS boots (
  boot INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS messages (
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  channel TEXT NOT NULL,
  payload BLOB NOT NULL,
  enqueued_at INTEGER NOT NULL,
  PRIMARY KEY (boot, seq)
) WITHOUT ROWID;
`;
