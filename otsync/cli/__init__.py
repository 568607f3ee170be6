"""The command line: small functions that load the configuration, open the connection, call the sync and show what came of it."""
