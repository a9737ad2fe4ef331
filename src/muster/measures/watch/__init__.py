"""What a school's register says of children who need somebody now: runs, thresholds and
gaps, each found session by session.

A register is laid out as a table (:mod:`register`); every other module asks it one
question and says which children, on which day and by which sessions. Nothing here knows
who is already followed up: that is a register of cases, and stands above.
"""
