"""The embedded Google Workspace: a real loopback server that speaks the wire of Docs, Sheets and Drive."""
