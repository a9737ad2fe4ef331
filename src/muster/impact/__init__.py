"""What stands out beyond chance, and what is too few to say: signals and their limits."""
