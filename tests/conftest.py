"""Fixtures for everything that takes answers in a data frame."""

from __future__ import annotations

import pytest
from hypothesis import settings

from frame_kinds import KINDS, Constructor

settings.register_profile("house", deadline=None, max_examples=25, print_blob=True)
settings.load_profile("house")


@pytest.fixture(params=list(KINDS))
def constructor(request: pytest.FixtureRequest) -> Constructor:
    """Make an eager frame of one kind from a dictionary of columns."""
    return KINDS[request.param]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Name one kind of eager frame; ``KINDS[kind]`` makes it."""
    return str(request.param)
