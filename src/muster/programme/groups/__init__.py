"""Groups, boards and committees: who sits on them, and when they meet."""
