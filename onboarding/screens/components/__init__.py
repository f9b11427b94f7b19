"""The kit's own browser components, one file each."""
