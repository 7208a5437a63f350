"""The officers and local rules of these tests, made by acts before each test and undone after it."""

import pytest

from tests.devolution import county


@pytest.fixture
def devolving(db: None, frozen: None) -> None:
    """The world with the officers and rules that the life of a power needs."""
    county.found()
