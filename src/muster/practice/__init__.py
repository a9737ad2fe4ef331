"""What is done with schools: termly support meetings, what is shared, what they challenge."""
