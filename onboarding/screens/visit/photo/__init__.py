"""The photo step's parts: the editor of one photo, advice, how it is made, files to take away."""
