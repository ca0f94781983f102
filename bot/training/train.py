"""Teaches a model to word one clause: corpus, tokenizer, weights and veto into one checkpoint folder.

The loss is on the clerk's clause alone. The run stops after a number of steps or minutes; the learning rate follows
a cosine over whichever was given. Progress is kept, so an interrupted run goes on where it stopped.
"""

import json
import math
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_callback import PrinterCallback
from transformers.trainer_utils import get_last_checkpoint

from bot.generation import prompt
from bot.generation.checkpoint import CLERK, FORMAT
from bot.generation.tokenizer import Vocabulary, alphabet, learn
from bot.guard.veto import FILE as VETO
from bot.guard.wordings import wordings
from bot.plan.acts import ACTS
from bot.training.batches import IGNORED, Batches
from bot.training.card import write_card
from bot.training.corpus import Corpus
from bot.training.evaluate import evaluate, summary
from bot.training.shape import Size, base_model, fresh_model, grow, sizes, teach_tokens
from bot.training.turns import Turns
from bot.training.veto import train_veto

log = structlog.get_logger(__name__)

WARM_UP = 0.04
FLOOR = 0.02
ENDLESS = 10_000_000

Progress = Callable[[float, float | None], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train; exactly one of `steps` and `minutes` bounds the run."""

    out: Path
    work: Path
    size: str = "small"
    base: str | None = None
    steps: int | None = None
    minutes: float | None = None
    languages: tuple[str, ...] = prompt.LANGUAGES
    seed: int = 0
    resume: bool = False
    half: bool = False
    sources: tuple[str, ...] = field(default=())


class Clock:
    """How much of the run is over, 0..1, by steps or by minutes."""

    def __init__(self, steps: int | None, minutes: float | None) -> None:
        self._steps, self._minutes = steps, minutes
        self._begun: float | None = None

    def fraction(self, step: int) -> float:
        if self._steps is not None:
            return min(1.0, step / self._steps)
        now = time.monotonic()
        self._begun = now if self._begun is None else self._begun
        return min(1.0, (now - self._begun) / (60 * (self._minutes or 1.0)))

    def rate(self, step: int) -> float:
        """The learning rate's factor: a short rise, then a cosine down to a small floor."""
        done = self.fraction(step)
        if done < WARM_UP:
            return max(0.02, done / WARM_UP)
        fall = (done - WARM_UP) / (1 - WARM_UP)
        return FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * fall))


class _Stop(TrainerCallback):
    """Ends the run when the clock says so, and tells how far it is."""

    def __init__(self, clock: Clock, step: Progress) -> None:
        self._clock, self._step = clock, step

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        done = self._clock.fraction(state.global_step)
        losses = [entry["loss"] for entry in state.log_history[-1:] if "loss" in entry]
        self._step(done, float(losses[0]) if losses else None)
        if done >= 1.0:
            control.should_training_stop = True


class ClauseTrainer(Trainer):
    """Trains on the clerk's tokens; for a GPT-2 the vocabulary is only scored where the clerk speaks."""

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, *rest: Any, **more: Any
    ) -> Any:
        if return_outputs or getattr(model.config, "model_type", "") != "gpt2":
            return super().compute_loss(model, inputs, return_outputs=return_outputs)
        hidden = model.transformer(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])[0]
        targets = inputs["labels"][:, 1:]
        spoken = targets != IGNORED
        logits = model.lm_head(hidden[:, :-1][spoken])
        return torch.nn.functional.cross_entropy(logits.float(), targets[spoken])


def train(
    plan: Plan,
    turns: Turns,
    tell: Callable[[str], None] = lambda line: None,
    step: Progress = lambda done, loss: None,
) -> Path:
    """Trains and saves a checkpoint; returns its folder. `step` hears the share done and, at times, the loss."""
    size = sizes()[plan.size]
    corpus = Corpus(turns, plan.languages, plan.seed)
    alphabets = alphabets_of(corpus.languages)
    model, tokenizer = _begin(plan, size, corpus, turns, alphabets)
    vocabulary = Vocabulary(tokenizer, alphabets)
    weights = sum(parameter.numel() for parameter in model.parameters())
    tell(f"{weights / 1e6:.1f} M weights, {len(vocabulary.texts)} tokens")
    begun = time.monotonic()
    steps, loss = _learn(plan, size, model, Batches(corpus, vocabulary, size.batch, plan.seed), step)
    minutes = (time.monotonic() - begun) / 60
    tell(f"{steps} steps in {minutes:.1f} min, loss {loss:.3f}")
    told = {"steps": steps, "minutes": round(minutes, 1), "loss": round(loss, 4), "weights": weights}
    save(plan, model, tokenizer, alphabets, told)
    return plan.out


def finish(plan: Plan, turns: Turns, tell: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """Adds the veto, the figures and the model card to a trained checkpoint; returns the figures."""
    clerk = json.loads((plan.out / CLERK).read_text(encoding="utf-8"))
    train_veto(plan.languages, plan.seed).save(plan.out / VETO)
    figures = evaluate(plan.out, turns, plan.languages, plan.seed)
    summary(figures, tell)
    (plan.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (plan.out / "README.md").write_text(write_card(clerk, figures), encoding="utf-8")
    return figures


def alphabets_of(languages: Sequence[str]) -> dict[str, str]:
    """The characters of each language's reviewed clauses."""
    return {language: alphabet(texts_of(language)) for language in languages}


def texts_of(language: str) -> list[str]:
    """Every distinct reviewed text of a language."""
    return list(dict.fromkeys(c.text for act in ACTS for c in wordings(language, act)))


def _begin(plan: Plan, size: Size, corpus: Corpus, turns: Turns, alphabets: dict[str, str]) -> tuple[Any, Tokenizer]:
    if plan.base is not None:
        model, tokenizer = base_model(plan.base)
        teach_tokens(tokenizer, "".join(sorted(set("".join(alphabets.values())))))
        grow(model, tokenizer)
        model.config.pad_token_id = tokenizer.token_to_id(prompt.PAD)
        model.config.eos_token_id = tokenizer.token_to_id(prompt.END)
        return model, tokenizer
    tokenizer = own_tokenizer(size, corpus, turns)
    vocabulary = Vocabulary(tokenizer, alphabets)
    return fresh_model(size, len(vocabulary.texts), vocabulary.pad, vocabulary.end, plan.seed), tokenizer


def own_tokenizer(size: Size, corpus: Corpus, turns: Turns) -> Tokenizer:
    """The tokenizer of a model from scratch; every language weighs the same, customers' words a little."""
    drawn = [example.text for example in Corpus(turns, corpus.languages, seed=1).draw(30_000)]
    every = [text for language in corpus.languages for text in texts_of(language)]
    signs = ["".join(alphabet(every))]
    asked = [text for asks in turns.values() for texts in asks.values() for text in texts[:300]]
    return learn([*drawn, *signs], asked, size.vocabulary)


def _learn(plan: Plan, size: Size, model: Any, batches: Batches, step: Progress) -> tuple[int, float]:
    clock = Clock(plan.steps, plan.minutes)
    optimizer = torch.optim.AdamW(_groups(model), lr=_rate(plan, size), betas=(0.9, 0.95))
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, clock.rate)
    plan.work.mkdir(parents=True, exist_ok=True)
    trainer = ClauseTrainer(
        model=model,
        args=_arguments(plan),
        train_dataset=batches,
        data_collator=_only,
        optimizers=(optimizer, scheduler),
        callbacks=[_Stop(clock, step)],
    )
    trainer.remove_callback(PrinterCallback)
    last = get_last_checkpoint(str(plan.work)) if plan.resume else None  # type: ignore[no-untyped-call]
    result = trainer.train(resume_from_checkpoint=last)
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return int(result.global_step), float(losses[-1] if losses else result.training_loss)


def _rate(plan: Plan, size: Size) -> float:
    """The highest learning rate: a base that knows our tokens goes on learning, one of others is only bent."""
    if plan.base is None:
        return size.rate
    return size.rate / 3 if (Path(plan.base) / CLERK).is_file() else 5e-5


def _arguments(plan: Plan) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(plan.work),
        max_steps=plan.steps or ENDLESS,
        per_device_train_batch_size=1,
        remove_unused_columns=False,
        bf16=plan.half,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=50,
        save_steps=1000,
        save_total_limit=1,
        report_to=[],
        seed=plan.seed,
        max_grad_norm=1.0,
        dataloader_num_workers=0,
        disable_tqdm=True,
        dataloader_pin_memory=False,
        ignore_data_skip=True,
        average_tokens_across_devices=False,
    )


def _only(items: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The dataset hands out whole batches already."""
    return items[0]


def _groups(model: Any) -> list[dict[str, Any]]:
    """Matrices decay, vectors do not."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]


def save(plan: Plan, model: Any, tokenizer: Tokenizer, alphabets: dict[str, str], told: dict[str, Any]) -> None:
    """Writes the checkpoint beside its place and moves it there whole; weights in bfloat16 safetensors."""
    fresh = plan.out.with_name(plan.out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    model.to(torch.bfloat16).save_pretrained(fresh)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token=prompt.PAD,
        eos_token=prompt.END,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(fresh)
    described = {key: value for key, value in asdict(plan).items() if key in {"size", "seed", "languages", "sources"}}
    base = Path(plan.base).name if plan.base else None
    clerk = {"format": FORMAT, "alphabets": alphabets, "trained": {**described, "base": base, **told}}
    (fresh / CLERK).write_text(json.dumps(clerk, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(plan.out, ignore_errors=True)
    fresh.rename(plan.out)
