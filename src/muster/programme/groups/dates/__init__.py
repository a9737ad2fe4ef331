"""Dates of meetings from a file: read, looked at beside what is held, taken in."""
