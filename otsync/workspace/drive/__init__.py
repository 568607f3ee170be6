"""Drive: files, folders, shared drives, sharing, search, revisions."""
