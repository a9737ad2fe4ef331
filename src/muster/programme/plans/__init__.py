"""Plans and what is in them: actions, and every dated thing said of one."""
