"""What was agreed: groups, meetings, plans and their actions, boards, papers and replies."""
