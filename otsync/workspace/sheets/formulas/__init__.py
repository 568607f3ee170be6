"""A small evaluator for the formulas that otsync writes and the everyday ones beside them; every other formula is kept as it is."""
