"""A small evaluator for the formulas that otsync writes and a few plain ones; every other formula is kept and shown as not computed."""
