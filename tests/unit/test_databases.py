"""Which database is used, and with which safety? SQLite unless DATABASE_URL names another (E15)."""

from __future__ import annotations

import pytest
from django.db import connection

from samordna.platform import databases


@pytest.fixture(autouse=True)
def _no_address(monkeypatch, tmp_path):
    monkeypatch.delenv(databases.VARIABLE, raising=False)
    monkeypatch.setenv(databases.FOLDER, str(tmp_path))


def test_without_an_address_it_is_a_file_of_our_own(tmp_path):
    found = databases.configured()
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == str(tmp_path / "samordna.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert "ATOMIC_REQUESTS" not in found


@pytest.mark.parametrize("host", ["db.example.se:5433", "%2Frun%2Fpostgresql"])
def test_postgresql_is_reached_through_a_pool(host):
    found = databases.configured(f"postgres://u:p%40ss@{host}/cases?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["PASSWORD"]) == ("cases", "p@ss")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] >= 4
    assert found["OPTIONS"]["prepare_threshold"] == 2
    assert found["CONN_MAX_AGE"] == 0


def test_the_address_can_name_a_file_too(tmp_path):
    assert databases.configured(f"sqlite:///{tmp_path}/other.sqlite3")["NAME"] == f"{tmp_path}/other.sqlite3"


@pytest.mark.django_db
@pytest.mark.data
def test_what_is_acknowledged_is_on_disk():
    """WAL and synchronous=FULL (2) on SQLite; a server of our own in tests may skip the disk."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for setting, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            cursor.execute(f"PRAGMA {setting}")
            assert cursor.fetchone()[0] == wanted, setting
