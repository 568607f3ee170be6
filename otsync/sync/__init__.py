"""The heart: read, decide, begin, apply, commit, report."""
