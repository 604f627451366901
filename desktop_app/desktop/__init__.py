"""The window, and what to do without one."""
