"""How pages look: layout, components, charts, filters."""
