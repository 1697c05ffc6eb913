"""One index over all subjects: what is found, where, and why."""
