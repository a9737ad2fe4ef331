"""What was agreed: groups, meetings, plans and their actions, boards, papers and replies."""


class Refused(Exception):
    """What was asked can’t be done. The message is a sentence for whoever asked."""
