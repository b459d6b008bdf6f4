"""Receivers may have credit applied by itself, which is work to be done. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from models.ids import new
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.table import Table


class Payer(Table, tablename="payers", schema=None):
    id = UUID(
        default=new,
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


class Receiver(Table, tablename="receivers", schema=None):
    id = UUID(
        default=new,
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


from models.upkeep.migrations import CheckLater, refuse_to_go_back

ID = "2026-11-29T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "credit policies, and what they have to do"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_table(
        class_name="CreditRun", tablename="credit_runs", schema=None, columns=None
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": new,
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="receiver_id",
        db_column_name="receiver_id",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Receiver,
            "on_delete": OnDelete.cascade,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": True,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="payer_id",
        db_column_name="payer_id",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Payer,
            "on_delete": OnDelete.cascade,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": True,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "pending",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="attempts",
        db_column_name="attempts",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="deaths",
        db_column_name="deaths",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="next_attempt_at",
        db_column_name="next_attempt_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": TimestamptzNow(),
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="lease_token",
        db_column_name="lease_token",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="error",
        db_column_name="error",
        column_class_name="Text",
        column_class=Text,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="CreditRun",
        tablename="credit_runs",
        column_name="created_at",
        db_column_name="created_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": TimestamptzNow(),
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="CreditRun",
        tablename="credit_runs",
        constraint_name="credit_runs_have_a_known_status",
        constraint_class=Check,
        params={
            "condition": "\"status\" IN ('pending', 'leased', 'done', 'exhausted')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="CreditRun",
        tablename="credit_runs",
        constraint_name="credit_runs_have_a_lease_while_leased",
        constraint_class=Check,
        params={
            "condition": '("status" = \'leased\') = ("lease_token" IS NOT NULL)'
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Receiver",
        tablename="receivers",
        column_name="credit_policy",
        db_column_name="credit_policy",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": "manual",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Receiver",
        tablename="receivers",
        constraint_name="receivers_apply_credit_in_a_known_way",
        constraint_class=CheckLater,
        params={
            "condition": "\"credit_policy\" IN ('manual', 'oldest_due_first')"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
