BEGIN TRANSACTION;
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, removed INTEGER NOT NULL
);
INSERT INTO "changes" VALUES(1,'folder-of-version-1',1791338400000,0);
INSERT INTO "changes" VALUES(4,'doc-of-version-1',1791338400000,0);
INSERT INTO "changes" VALUES(6,'sheet-of-version-1',1791338400001,0);
CREATE TABLE clients (id TEXT PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE codes (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, redirect TEXT NOT NULL, challenge TEXT NOT NULL,
    challenge_method TEXT NOT NULL, offline INTEGER NOT NULL, expires INTEGER NOT NULL
);
CREATE TABLE contents (file TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE docs_documents (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    minted INTEGER NOT NULL,
    tabs TEXT NOT NULL,
    shape TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "docs_documents" VALUES('doc-of-version-1',2,1,'[{"tabProperties":{"tabId":"t.0","title":"Tab 1","index":0},"documentTab":{"body":{"content":[{"endIndex":1,"sectionBreak":{"sectionStyle":{"columnSeparatorStyle":"NONE","contentDirection":"LEFT_TO_RIGHT","sectionType":"CONTINUOUS"}}},{"startIndex":1,"endIndex":7,"paragraph":{"elements":[{"startIndex":1,"endIndex":7,"textRun":{"content":"Grüße\n","textStyle":{}}}],"paragraphStyle":{"namedStyleType":"NORMAL_TEXT","direction":"LEFT_TO_RIGHT"}}}]},"documentStyle":{"background":{"color":{}},"pageNumberStart":1,"marginTop":{"magnitude":72,"unit":"PT"},"marginBottom":{"magnitude":72,"unit":"PT"},"marginRight":{"magnitude":72,"unit":"PT"},"marginLeft":{"magnitude":72,"unit":"PT"},"pageSize":{"height":{"magnitude":792,"unit":"PT"},"width":{"magnitude":612,"unit":"PT"}},"marginHeader":{"magnitude":36,"unit":"PT"},"marginFooter":{"magnitude":36,"unit":"PT"},"useCustomHeaderFooterMargins":true,"documentFormat":{"documentMode":"PAGES"}},"namedStyles":"@default","namedRanges":{"otsync.name":{"namedRanges":[{"namedRangeId":"kix.2vr15m1yk1p2","name":"otsync.name","ranges":[{"startIndex":1,"endIndex":4,"tabId":"t.0"}]}],"name":"otsync.name"}}}}]','{}');
CREATE TABLE drives (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, request TEXT NOT NULL, creator TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    UNIQUE (creator, request)
);
INSERT INTO "drives" VALUES('0Ab570ba8fffc3eaUk9PVA','District',1791338400000,'r','owner@example.org',0);
CREATE TABLE files (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, description TEXT,
    parent TEXT, drive TEXT, is_root INTEGER NOT NULL DEFAULT 0,
    trashed INTEGER NOT NULL DEFAULT 0, trashed_at INTEGER, starred INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL, modified INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1,
    owner TEXT NOT NULL, modifier TEXT NOT NULL, client TEXT NOT NULL DEFAULT '',
    locked TEXT, size INTEGER, md5 TEXT, extra TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO "files" VALUES('0A71f5911a4d8647bPVA','My Drive','application/vnd.google-apps.folder',NULL,NULL,NULL,1,0,NULL,0,1791338400000,1791338400000,1,'owner@example.org','owner@example.org','',NULL,NULL,NULL,'{}');
INSERT INTO "files" VALUES('folder-of-version-1','Plans','application/vnd.google-apps.folder',NULL,'0A71f5911a4d8647bPVA',NULL,0,0,NULL,0,1791338400000,1791338400000,1,'owner@example.org','owner@example.org','',NULL,NULL,NULL,'{}');
INSERT INTO "files" VALUES('doc-of-version-1','Plan','application/vnd.google-apps.document',NULL,'folder-of-version-1',NULL,0,0,NULL,1,1791338400000,1791338400001,3,'owner@example.org','pat@example.org','',NULL,NULL,NULL,'{}');
INSERT INTO "files" VALUES('0Ac38119a1b3a9188PVA','My Drive','application/vnd.google-apps.folder',NULL,NULL,NULL,1,0,NULL,0,1791338400000,1791338400000,1,'pat@example.org','pat@example.org','',NULL,NULL,NULL,'{}');
INSERT INTO "files" VALUES('sheet-of-version-1','Book','application/vnd.google-apps.spreadsheet',NULL,'0A71f5911a4d8647bPVA',NULL,0,0,NULL,0,1791338400000,1791338400001,2,'owner@example.org','owner@example.org','',NULL,NULL,NULL,'{}');
INSERT INTO "files" VALUES('0Ab570ba8fffc3eaUk9PVA','Drive','application/vnd.google-apps.folder',NULL,NULL,'0Ab570ba8fffc3eaUk9PVA',1,0,NULL,0,1791338400000,1791338400000,1,'','owner@example.org','',NULL,NULL,NULL,'{}');
CREATE TABLE granted (client TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (client, file)) WITHOUT ROWID;
CREATE TABLE grants (
    refresh TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, expires INTEGER
);
CREATE TABLE people (email TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE permissions (
    id TEXT NOT NULL, file TEXT NOT NULL, type TEXT NOT NULL, role TEXT NOT NULL, who TEXT NOT NULL DEFAULT '',
    discoverable INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (file, id)
) WITHOUT ROWID;
INSERT INTO "permissions" VALUES('15289460343225478598','0Ab570ba8fffc3eaUk9PVA','user','organizer','owner@example.org',0);
INSERT INTO "permissions" VALUES('15789840834762812772','doc-of-version-1','user','reader','pat@example.org',0);
CREATE TABLE properties (
    file TEXT NOT NULL, app TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (file, app, key)
) WITHOUT ROWID;
INSERT INTO "properties" VALUES('doc-of-version-1','','k','v');
CREATE TABLE revisions (
    file TEXT NOT NULL, id INTEGER NOT NULL, modified INTEGER NOT NULL, who TEXT NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (file, id)
) WITHOUT ROWID;
INSERT INTO "revisions" VALUES('folder-of-version-1',1,1791338400000,'owner@example.org',1);
INSERT INTO "revisions" VALUES('sheet-of-version-1',1,1791338400000,'owner@example.org',1);
INSERT INTO "revisions" VALUES('sheet-of-version-1',2,1791338400001,'owner@example.org',1);
INSERT INTO "revisions" VALUES('doc-of-version-1',1,1791338400000,'owner@example.org',1);
INSERT INTO "revisions" VALUES('doc-of-version-1',2,1791338400001,'pat@example.org',1);
CREATE TABLE service_accounts (
    email TEXT PRIMARY KEY, key_id TEXT NOT NULL, public_key TEXT NOT NULL, delegated INTEGER NOT NULL
);
CREATE TABLE sheets_book (file_id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "sheets_book" VALUES('sheet-of-version-1','{"properties":{"locale":"en_US","autoRecalc":"ON_CHANGE","timeZone":"Etc/GMT","defaultFormat":{"backgroundColor":{"red":1,"green":1,"blue":1},"padding":{"top":2,"right":3,"bottom":2,"left":3},"verticalAlignment":"BOTTOM","wrapStrategy":"OVERFLOW_CELL","textFormat":{"foregroundColor":{},"fontFamily":"arial,sans,sans-serif","fontSize":10,"bold":false,"italic":false,"strikethrough":false,"underline":false,"foregroundColorStyle":{"rgbColor":{}}},"backgroundColorStyle":{"rgbColor":{"red":1,"green":1,"blue":1}}},"spreadsheetTheme":{"primaryFontFamily":"Arial","themeColors":[{"colorType":"TEXT","color":{"rgbColor":{}}},{"colorType":"BACKGROUND","color":{"rgbColor":{"red":1,"green":1,"blue":1}}},{"colorType":"ACCENT1","color":{"rgbColor":{"red":0.25882354,"green":0.52156866,"blue":0.95686275}}},{"colorType":"ACCENT2","color":{"rgbColor":{"red":0.91764706,"green":0.2627451,"blue":0.20784314}}},{"colorType":"ACCENT3","color":{"rgbColor":{"red":0.9843137,"green":0.7372549,"blue":0.015686275}}},{"colorType":"ACCENT4","color":{"rgbColor":{"red":0.20392157,"green":0.65882355,"blue":0.3254902}}},{"colorType":"ACCENT5","color":{"rgbColor":{"red":1,"green":0.42745098,"blue":0.003921569}}},{"colorType":"ACCENT6","color":{"rgbColor":{"red":0.27450982,"green":0.7411765,"blue":0.7764706}}},{"colorType":"LINK","color":{"rgbColor":{"red":0.06666667,"green":0.33333334,"blue":0.8}}}]}},"sheets":[{"properties":{"gridProperties":{"rowCount":1000,"columnCount":26},"sheetId":0,"title":"Sheet1","sheetType":"GRID"},"shared":[{"numberFormat":{"type":"DATE","pattern":"M/d/yyyy"}}]}],"namedRanges":[]}');
CREATE TABLE sheets_row (
  file_id TEXT NOT NULL, sheet_id INTEGER NOT NULL, row INTEGER NOT NULL,
  filled TEXT NOT NULL, formulas INTEGER NOT NULL, json TEXT NOT NULL
);
INSERT INTO "sheets_row" VALUES('sheet-of-version-1',0,0,'7',1,'{"c":[{"v":"a"},{"v":1},{"v":{"f":"=B1+1"}}]}');
INSERT INTO "sheets_row" VALUES('sheet-of-version-1',0,1,'3',0,'{"c":[{"v":"b"},{"v":46302,"f":0}]}');
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, expires INTEGER NOT NULL,
    service INTEGER NOT NULL
);
CREATE INDEX files_modified ON files (modified);
CREATE INDEX files_parent ON files (parent);
CREATE INDEX files_mime ON files (mime, modified);
CREATE INDEX properties_value ON properties (app, key, value);
CREATE INDEX permissions_who ON permissions (type, who);
CREATE INDEX grants_user ON grants (client, user);
CREATE INDEX tokens_user ON tokens (client, user);
CREATE INDEX sheets_row_filled ON sheets_row (file_id, sheet_id, row, filled);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',6);
COMMIT;
PRAGMA user_version = 1;
