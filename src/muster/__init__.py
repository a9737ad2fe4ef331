"""Muster: the attendance system of an English local authority."""
