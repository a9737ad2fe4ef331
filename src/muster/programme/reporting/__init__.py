"""What is reported to which board, and when; what boards recommend; calendars."""
