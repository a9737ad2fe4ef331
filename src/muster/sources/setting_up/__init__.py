"""Setting up: the pages by which an empty home becomes an authority."""
