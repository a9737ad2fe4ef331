"""Documents agreed by boards after people were asked; and the form by which they reply."""
