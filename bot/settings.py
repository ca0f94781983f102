"""Everything that can be set, from `SHOPCLERK_*` variables or `.env`; validated on start.

`deploy/.env.example` lists the same names with the same defaults; a test compares the two.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadInput

SHIPPED_MODEL = Path(__file__).parent / "generation" / "shipped"


class Settings(BaseSettings):
    """One flat list; units stand in the names."""

    model_config = SettingsConfigDict(
        env_prefix="SHOPCLERK_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(Path("var"), description="folder of the database, caches and rejected rows")
    redis_url: str | None = Field(None, description="hot history; without it SQLite serves everything")
    model: str = Field("shipped", description="`shipped` (the promoted version, if any), `none`, a folder or a hub id")
    temperature: float = Field(0.8, gt=0, le=2)
    top_p: float = Field(0.95, gt=0, le=1)
    candidates: int = Field(6, ge=1, le=32, description="wordings sampled per clause")
    max_tokens: int = Field(48, ge=8, le=256, description="length cap of a clause")
    deadline_s: float = Field(1.5, gt=0, description="the model's share of a turn; templates answer after it")
    margin: float = Field(1.0, ge=0, description="log-probability by which a chosen wording may trail the best")
    tone: Literal["auto", "plain", "warm", "brief", "formal"] = "auto"
    embeddings: bool = Field(True, description="sentence embeddings for English intents")
    answer_within_h: int = Field(24, ge=1, description="what a promised answer by a person may take")
    history_messages: int = Field(20, ge=2, le=200, description="messages kept in the hot window")
    history_ttl_s: int = Field(3600, ge=1)
    bot_token: SecretStr | None = Field(None, description="from BotFather; `run` needs it")
    bot_api: str = Field("https://api.telegram.org", description="the Bot API server")
    staff_chat: int | None = Field(None, description="id of the staff group, a supergroup with topics")
    owner_chat: int | None = Field(None, description="the owner's own chat with the bot; overdue hand-offs ring there")
    webhook_url: str | None = Field(None, description="public https address of this machine; without it: long polling")
    webhook_secret: SecretStr | None = Field(None, description="secret_token of the webhook; needed with webhook_url")
    webhook_host: str = Field("127.0.0.1", description="where the webhook server listens")
    webhook_port: int = Field(8080, ge=0, le=65535)
    burst_s: float = Field(1.2, ge=0, le=30, description="messages nearer together than this are one turn")
    turns_per_minute: int = Field(20, ge=1)
    turns_per_day: int = Field(300, ge=1)
    person_idle_h: float = Field(12.0, gt=0, description="without a word from staff the clerk answers again")
    chat_interval_s: float = Field(1.0, ge=0, description="between two messages of one chat")
    lease_s: float = Field(8.0, ge=0.1, description="after it a turn counts as hung and is tried again")
    shutdown_s: float = Field(8.0, ge=0, description="what a stop gives to turns under way")
    inbox_days: float = Field(
        14.0, gt=1, description="handled updates are kept so long as they came; Telegram repeats for one day"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "warning"


def load_settings() -> Settings:
    """The settings of this process; raises BadInput naming the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "SHOPCLERK_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(name, str(first["msg"]).lower(), "correct it in the environment or .env") from None
