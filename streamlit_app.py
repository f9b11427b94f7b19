"""The door. Page set-up, sign-in, language, navigation; no logic."""
