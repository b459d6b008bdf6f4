"""Mails of a topic can be ended. Written by Piccolo."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from models.ids import new
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


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


from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-29T04:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails of a topic can be ended"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="quittance", description=DESCRIPTION
    )

    manager.add_table(
        class_name="Unsubscription",
        tablename="unsubscriptions",
        schema=None,
        columns=None,
    )

    manager.add_column(
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
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
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        column_name="receiver_id",
        db_column_name="receiver_id",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Receiver,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
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
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        column_name="topic",
        db_column_name="topic",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 17,
            "default": "",
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
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        column_name="digest",
        db_column_name="digest",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": b"",
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
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
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
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        constraint_name="unsubscriptions_have_a_known_topic",
        constraint_class=Check,
        params={
            "condition": "\"topic\" IN ('reminders', 'reminder_notices', 'reports', 'disputes', 'schedules', 'webhook_endpoints')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Unsubscription",
        tablename="unsubscriptions",
        constraint_name="unsubscriptions_are_one_per_address",
        constraint_class=Unique,
        params={
            "columns": ["receiver_id", "topic", "digest"],
            "nulls_distinct": True,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Mail",
        tablename="mails",
        column_name="receiver_id",
        db_column_name="receiver_id",
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

    manager.drop_constraint(
        table_class_name="Reminder",
        tablename="reminders",
        constraint_name="reminders_say_why_they_were_not_sent",
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Reminder",
        tablename="reminders",
        constraint_name="reminders_say_why_none_was_sent",
        constraint_class=Check,
        params={
            "condition": "(\"status\" = 'skipped') = (\"reason\" IS NOT NULL) AND (\"reason\" IS NULL OR \"reason\" IN ('superseded', 'not_open', 'settled', 'archived', 'policy_paused', 'payer_paused', 'invoice_paused', 'disputed', 'reported', 'in_flight', 'credit', 'no_address', 'unsubscribed', 'mail_refused', 'mail_failed'))"
        },
        schema=None,
    )

    manager.add_raw_backwards(refuse_to_go_back)

    return manager
