"""Returns schools make to the authority: what is owed, what came, and what came of it."""
