"""What is held: every table’s columns and limits, the codes, and the store."""
