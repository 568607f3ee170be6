"""Docs that a therapist has already become plans: a tab Plan behind her own page, filled from it. Her page is not touched."""
