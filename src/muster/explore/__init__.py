"""Pages for looking: home, school, measure."""
