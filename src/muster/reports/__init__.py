"""What is sent out: sections, packs, issued papers."""
