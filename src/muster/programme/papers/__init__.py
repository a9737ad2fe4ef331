"""The programme's papers: a log, a plan and what a meeting reads, made of plain values."""
