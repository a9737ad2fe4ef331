"""What an authority has chosen to work on: why it is in, what is done, why it went out."""
