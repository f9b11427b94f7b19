"""The wizard's steps, one file each: TITLE, ORDER, done(data), ask(draft)."""
