"""The listing step's parts: questions, the living draft, what to mend, edits by hand, files for shops."""
