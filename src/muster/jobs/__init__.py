"""Background work: queue, schedule, reaper."""
