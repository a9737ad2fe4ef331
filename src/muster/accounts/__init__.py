"""Who may see what: people, permissions, roles, and the declaration on every page."""
