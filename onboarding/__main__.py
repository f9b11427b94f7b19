"""`python -m onboarding VERB …`: the screens' verbs for scripts, bulk work and checks from outside."""

from .cli import main

if __name__ == "__main__":
    main()
