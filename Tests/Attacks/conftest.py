"""Fixtures for the attacks."""

import pytest
from victim import PASSWORD, Victim


@pytest.fixture
def private(tmp_path):
    """A journal of this account only, as it is without any setting."""
    with Victim(tmp_path, {}).served() as journal:
        yield journal


@pytest.fixture
def locked(tmp_path):
    """A journal that has a password."""
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    with journal.served():
        yield journal
