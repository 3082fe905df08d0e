"""The fit itself: settings, parameters, optimisers, schedules, one step, and the loop around it.

Nothing is imported here: the settings need no torch.
"""
