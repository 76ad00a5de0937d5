"""The tables of phone, mailbox, webhooks and weather."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant, JsonText

revision = "0001"
down_revision = None


def upgrade() -> None:
    _texts()
    _webhooks()
    _mails()
    op.create_table(
        "weather",
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("asked", JsonText, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_weather"),
    )


def _texts() -> None:
    op.create_table(
        "sms",
        sa.Column("number", BigId, nullable=False),
        sa.Column("id", sa.String(34), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("error_code", sa.Integer),
        sa.Column("messaging_service_sid", sa.String(34)),
        sa.Column("listed_at", Instant, nullable=False),
        sa.Column("removed_at", Instant),
        sa.PrimaryKeyConstraint("number", name="pk_sms"),
        sa.UniqueConstraint("id", name="uq_sms_id"),
    )
    op.create_index("ix_sms_phone_number", "sms", ["phone", "number"])
    op.create_index("ix_sms_line_number", "sms", ["line", "number"])


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("number", BigId, nullable=False),
        sa.Column("sms_number", BigId, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20)),
        sa.Column("url", sa.Text),
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["sms_number"], ["sms.number"], name="fk_webhooks_sms_number"),
    )
    open_rows = sa.text("due_at IS NOT NULL")
    op.create_index("ix_webhooks_due", "webhooks", ["due_at"], sqlite_where=open_rows, postgresql_where=open_rows)


def _mails() -> None:
    op.create_table(
        "mail",
        sa.Column("number", BigId, nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("envelope_from", sa.String(320), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_mail"),
        sa.UniqueConstraint("id", name="uq_mail_id"),
    )
    op.create_table(
        "mail_recipients",
        sa.Column("number", BigId, nullable=False),
        sa.Column("mail_number", BigId, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("key", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_mail_recipients"),
        sa.ForeignKeyConstraint(["mail_number"], ["mail.number"], name="fk_mail_recipients_mail_number"),
    )
    op.create_index("ix_mail_recipients_key_mail_number", "mail_recipients", ["key", "mail_number"])
    op.create_index("ix_mail_recipients_mail_number", "mail_recipients", ["mail_number"])
