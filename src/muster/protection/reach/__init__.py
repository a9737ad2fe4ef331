"""Where a child is held outside the store: erasing.REACHES has every function."""
