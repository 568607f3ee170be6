"""The only rooms that talk to Google: sign-in, clients, limiter, retry."""
