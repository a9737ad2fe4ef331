"""Spreadsheets of cases for a register, in somebody else's columns.

A sheet is sent, its columns and words are put into ours once for its source, and every row
is looked at before anything is kept: opened, there already, waiting for a person to say
whose it is, or not readable. Registers know nothing of files: rows go to them one by one.
"""
