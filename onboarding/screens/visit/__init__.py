"""Parts of the wizard's steps, one subject each."""
