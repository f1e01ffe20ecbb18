-- What agents and teams remember: all of it can be made anew from the journal.

-- position: of its NoteRemembered. tags: a line for each.
CREATE TABLE notes (
  position INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  tags TEXT NOT NULL,
  author TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (owner, key)
) STRICT;

CREATE INDEX notes_by_owner ON notes (owner, position);

-- The words of notes. The owner is one of its columns, so that a search need not look at the words
-- of all others.
CREATE VIRTUAL TABLE notes_words USING fts5
  (owner, key, text, tags, content='notes', content_rowid='position', tokenize='unicode61');

CREATE TRIGGER notes_come AFTER INSERT ON notes BEGIN
  INSERT INTO notes_words (rowid, owner, key, text, tags)
  VALUES (new.position, new.owner, new.key, new.text, new.tags); END;

CREATE TRIGGER notes_go AFTER DELETE ON notes BEGIN
  INSERT INTO notes_words (notes_words, rowid, owner, key, text, tags)
  VALUES ('delete', old.position, old.owner, old.key, old.text, old.tags); END;
