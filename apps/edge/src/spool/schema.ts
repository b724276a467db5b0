/**
 * The spool's tables. `boots` keeps one row for each start for ever: its `last_seq` says up to which number that start's
 * messages were made, so that a missing message can be told from one that never was. `queue` holds what the broker has not
 * acknowledged yet: rows in the order they came, for full pages, and found by class and number. `dropped` names what was let go.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS boots (
  boot INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS queue (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL,
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  channel TEXT NOT NULL,
  enqueued_at INTEGER NOT NULL,
  crc INTEGER,
  payload BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS queue_order ON queue (class, boot, seq);
CREATE TABLE IF NOT EXISTS dropped (
  boot INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (boot, from_seq)
) WITHOUT ROWID;
`;

/** Moves what a spool of version 0.1 holds: it had no classes and no checksums. */
export const FROM_FIRST_VERSION = `
INSERT OR IGNORE INTO queue (class, boot, seq, channel, enqueued_at, payload)
  SELECT CASE channel WHEN 'telemetry' THEN 2 ELSE 0 END, boot, seq, channel, enqueued_at, payload
  FROM messages ORDER BY boot, seq;
DROP TABLE messages;
`;

/** SQLite's smallest unit on disk and its usual one: bigger pages would write more to flash for each commit of a tick. */
export const PAGE_BYTES = 4096;
