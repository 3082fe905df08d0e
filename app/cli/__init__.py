"""The command line: what is asked for, and the work that needs no window."""
