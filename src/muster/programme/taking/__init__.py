"""Taking printed plans in: what they say becomes facts, what is odd a question."""
