"""Drive's tables, and the few words on which every other file of this room relies."""

from __future__ import annotations

DOC = "application/vnd.google-apps.document"
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
KINDS = {DOC: "Untitled document", SHEET: "Untitled spreadsheet", FOLDER: "Untitled"}
"""The types of file that this workspace holds, with the name that each has when nobody names it."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, description TEXT,
    parent TEXT, drive TEXT, is_root INTEGER NOT NULL DEFAULT 0,
    trashed INTEGER NOT NULL DEFAULT 0, trashed_at INTEGER, starred INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL, modified INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1,
    owner TEXT NOT NULL, modifier TEXT NOT NULL, client TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS files_modified ON files (modified);
CREATE INDEX IF NOT EXISTS files_parent ON files (parent);
CREATE INDEX IF NOT EXISTS files_mime ON files (mime, modified);
CREATE TABLE IF NOT EXISTS properties (
    file TEXT NOT NULL, app TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (file, app, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS properties_value ON properties (app, key, value);
CREATE TABLE IF NOT EXISTS granted (client TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (client, file)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS permissions (
    id TEXT NOT NULL, file TEXT NOT NULL, type TEXT NOT NULL, role TEXT NOT NULL, who TEXT NOT NULL DEFAULT '',
    discoverable INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (file, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS permissions_who ON permissions (type, who);
CREATE TABLE IF NOT EXISTS revisions (
    file TEXT NOT NULL, id INTEGER NOT NULL, modified INTEGER NOT NULL, who TEXT NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (file, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS drives (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, request TEXT NOT NULL, creator TEXT NOT NULL,
    UNIQUE (creator, request)
);
CREATE TABLE IF NOT EXISTS people (email TEXT PRIMARY KEY, name TEXT NOT NULL)
"""
"""`properties.app` is '*' for the public ones, else the client to which they are private ('' for requests without an app).
Times are milliseconds since 1970. `revisions.content` is 0 where only metadata changed (those are not listed)."""

PUBLIC = "*"
