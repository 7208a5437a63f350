"""What a check found (核验结果): a plain value, for checks that list everything instead of stopping."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `zh`, `en`: whole sentences saying what to do; a warning does not bar the value."""

    code: str
    zh: str
    en: str
    warning: bool = False
