"""Shared fixtures: one PostgreSQL a session, one small world loaded once, the clock stopped on its day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from tests.postgres_fixture import start_for_tests
from zhenzhi.app import settings as app_settings
from zhenzhi.kernel import clock
from zhenzhi.matter import keys

hypothesis_settings.register_profile("zhenzhi", deadline=None, derandomize=True)
hypothesis_settings.load_profile("zhenzhi")


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before anything connects; xdist's workers inherit the addresses."""
    urls = start_for_tests()
    settings.DATABASES["default"].update(app_settings.database(urls["ZHENZHI_OWNER_DATABASE_URL"]))


@pytest.fixture(scope="module", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for files, keys and certificates, one a module: its clock may stand elsewhere than the last one's."""
    folder = tmp_path_factory.mktemp("data")
    before = settings.DATA, settings.FILES
    settings.DATA, settings.FILES = folder, folder / "files"
    with clock.frozen(clock.at_beijing(date(2020, 1, 1), 9)):  # before the days of all tests
        keys.found()
    yield folder
    settings.DATA, settings.FILES = before


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: object
) -> Iterator[None]:
    """Make the test database and load the world into it once, whichever tests were chosen."""
    from tests import world  # noqa: PLC0415  models exist only after Django's set-up
    from zhenzhi.matter import press, sealing  # noqa: PLC0415

    sealing.install(press.make)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        world.load()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        teardown_databases(made, verbosity=0)


@pytest.fixture
def frozen() -> Iterator[None]:
    """Stop the clock on the world's day."""
    from tests import world  # noqa: PLC0415
    from zhenzhi.kernel import clock  # noqa: PLC0415

    with clock.frozen(world.NOW):
        yield


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """A clone of the world in a database of its own: for threads, real commits, killed processes. Yields its name.

    Do not mark such a test with django_db; it gets its connections here, in autocommit, and may commit what it likes.
    """
    from django.db import connection  # noqa: PLC0415

    from zhenzhi.register import holdings  # noqa: PLC0415

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        world_name = str(connection.settings_dict["NAME"])
        clone = f"{world_name}_{uuid4().hex[:8]}"
        connection.close()
        _on_maintenance(f'CREATE DATABASE "{clone}" TEMPLATE "{world_name}"')
        connection.settings_dict["NAME"] = clone
        holdings.forget()
        try:
            yield clone
        finally:
            connection.close()
            connection.settings_dict["NAME"] = world_name
            holdings.forget()
            _on_maintenance(f'DROP DATABASE "{clone}" WITH (FORCE)')


def _on_maintenance(statement: str) -> None:
    """Run one statement on the database that the session started with."""
    with psycopg.connect(start_for_tests()["ZHENZHI_OWNER_DATABASE_URL"], autocommit=True) as link:
        link.execute(statement)  # type: ignore[arg-type]  names are ours
