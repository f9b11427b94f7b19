"""Counts between a team's computer and the reporting area: sending on one side, receiving on the other."""
