"""The command line: every command of the contract, one module each."""

from handlers.cli import (
    benching,
    chatting,
    demonstrating,
    doctoring,
    evaluating,
    importing,
    intents,
    models,
    replaying,
    running,
    training,
    waiting,
)
from handlers.cli.app import App

app = App(
    name="shopclerk",
    help="A clerk for a shop's Telegram: GPT-2 speaks, the shop's own data decides, every reply can prove it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demonstrating.demo)
app.command("run")(running.run)
app.command("import")(importing.import_files)
app.command("chat")(chatting.chat)
app.command("replay")(replaying.replay_file)
app.command("train")(training.train)
app.command("waiting")(waiting.waiting)
app.command("doctor")(doctoring.doctor)
app.add_typer(intents.intents, name="intents")
app.add_typer(evaluating.evaluate, name="evaluate")
app.add_typer(models.models, name="models")
app.add_typer(benching.bench, name="bench")
