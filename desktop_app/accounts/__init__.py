"""People, their passwords, and the growing delay after a wrong one."""
