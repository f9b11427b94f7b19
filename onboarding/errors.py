"""The exception every package raises for a user-facing failure: a code and details, never a finished sentence.

Whoever shows it makes the sentence, in the reader's language, with `languages.sentence`.
A code is `subject.what` and is also the message's key in the language files.

>>> try:
...     raise OnboardingError("account.too_long", field="account", found=25, most=19)
... except OnboardingError as error:
...     error.code, error.field, error.details
('account.too_long', 'account', {'found': 25, 'most': 19})
"""


class OnboardingError(Exception):
    """Something a person typed or chose cannot be used; what to do is in the sentence of `code`.

    `field` names the entry it stands beside (None: the whole step); `details` fill the sentence's blanks
    and must be plain JSON values.
    """

    def __init__(self, code: str, /, *, field: str | None = None, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return f"{self.code} {self.details}" if self.details else self.code

    def as_json(self) -> dict[str, object]:
        """The refusal as the command line prints it: `{"error": CODE, "field": …, …details}`."""
        return {"error": self.code, "field": self.field, **self.details}
