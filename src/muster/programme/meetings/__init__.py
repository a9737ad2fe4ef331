"""Holding meetings: agendas, who was there, minutes, decisions; the year's work."""
