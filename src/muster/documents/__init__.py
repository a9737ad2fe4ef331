"""Every paper and letter: a list of blocks, and one renderer for each form it takes."""
