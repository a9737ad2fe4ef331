"""What is owed to the people whose data is held: kept safe, kept no longer than needed,
shown to those it is about, corrected, erased, and accounted for."""
