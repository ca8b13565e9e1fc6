"""How far the log is settled: a transaction that runs holds it back, but not one that cannot write to it."""

import psycopg
from django.db import connection

from accounts.changes import horizon
from tests import factories as make
from tests.committed import COMMITTED
from tests.embedded.supervised import eventually

pytestmark = COMMITTED


def another_connection(database: str) -> "psycopg.Connection[tuple[int]]":
    values = connection.settings_dict
    return psycopg.connect(
        host=values["HOST"], port=values["PORT"], user=values["USER"], password=values["PASSWORD"], dbname=database
    )


def reaches_beyond(number: int) -> None:
    """At once, but for a moment in which a transaction of other tests, in another database, is just ending."""
    eventually(lambda: horizon().transaction > number, f"a horizon beyond {number}")


def test_a_transaction_that_has_written_holds_the_horizon_back_until_it_ends(transactional_db: None) -> None:
    with another_connection(connection.settings_dict["NAME"]) as other:
        (running,) = other.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        assert horizon().transaction <= running
        other.commit()
        reaches_beyond(running)


def test_a_transaction_of_another_database_does_not_hold_it_back(transactional_db: None) -> None:
    with another_connection("postgres") as other:
        (running,) = other.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        make.make_region()
        reaches_beyond(running)
