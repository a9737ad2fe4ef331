"""Children by name: who they are, whose rolls they are on, and who may see them."""
