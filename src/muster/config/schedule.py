"""What is done without anybody asking: the function's address, and how often.

The functions are in the folders whose work it is; `muster.jobs.schedule` runs them.
"""

SCHEDULE: list[tuple[str, str]] = [
    ("muster.sources.upkeep.count_latest", "minutely"),
    # Only registers that changed, and each once a day.
    ("muster.registers.upkeep.look", "minutely"),
    ("muster.reports.upkeep.export", "minutely"),
    ("muster.accounts.seal.seal_new", "minutely"),
    ("muster.accounts.leaving.close_leavers", "minutely"),
    # It does nothing outside office hours, and once a day's letters are sent.
    ("muster.programme.reminders.sending.write_letters", "minutely"),
    ("muster.accounts.seal.verify_whole", "nightly"),
    # Before anything else of the night: what that takes away is then still in it.
    ("muster.protection.upkeep.back_up", "nightly"),
    ("muster.sources.upkeep.merge", "nightly"),
    ("muster.protection.retention.nightly", "nightly"),
    ("muster.programme.taking.sent.clear", "nightly"),
    ("muster.protection.correcting.look_again", "nightly"),
]
