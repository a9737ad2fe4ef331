"""How data gets in: formats, reading, uploads."""
