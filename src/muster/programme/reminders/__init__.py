"""What each person is told of: what is due, what is missed, and one letter a day at most."""
