"""What the service on Telegram keeps: topics of the staff group, feedback, when a person spoke, who is unreachable."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_CONVERSATION_TIMES = ("person_at", "unreachable_at", "marketing_stopped_at")
_TASK_TIMES = ("opened_at", "announced_at", "rung_at")


def upgrade() -> None:
    for name in _CONVERSATION_TIMES:
        op.add_column("conversations", sa.Column(name, _TIME, nullable=True))
    op.add_column("tasks", sa.Column("reason", sa.Text(), nullable=True))
    for name in _TASK_TIMES:
        op.add_column("tasks", sa.Column(name, _TIME, nullable=True))
    op.create_index("ix_inbox_state_received_at", "inbox", ["state", "received_at"])
    op.drop_index("ix_inbox_bot_state_chat_key", "inbox")
    op.create_index("ix_inbox_bot_state_chat_key_update_id", "inbox", ["bot", "state", "chat_key", "update_id"])
    op.create_table(
        "topics",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("chat_key", sa.Text(), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        _of_conversation("topics"),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_topics"),
        sa.UniqueConstraint("chat_key", name="uq_topics_chat_key"),
    )
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _of_conversation("feedback"),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_feedback"),
        sa.UniqueConstraint("conversation_id", "turn", "kind", name="uq_feedback_conversation_id_turn_kind"),
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("topics")
    op.drop_index("ix_inbox_bot_state_chat_key_update_id", "inbox")
    op.create_index("ix_inbox_bot_state_chat_key", "inbox", ["bot", "state", "chat_key"])
    op.drop_index("ix_inbox_state_received_at", "inbox")
    for name in (*reversed(_TASK_TIMES), "reason"):
        op.drop_column("tasks", name)
    for name in reversed(_CONVERSATION_TIMES):
        op.drop_column("conversations", name)


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"],
        ["conversations.conversation_id"],
        name=f"fk_{table}_conversation_id",
        ondelete="CASCADE",
    )
