"""What a turn has come to while it is planned: propositions, tasks, our open question, and the rows now in focus."""

from dataclasses import dataclass, field, replace

from bot.plan.proposition import Plan, Proposition, Request
from bot.plan.scene import Asked, Pending, Scene

MAX_PROPOSITIONS = 12
MAX_REMEMBERED = 8


@dataclass
class Draft:
    """Grows segment by segment; `scene` is the one the turn began with.

    `listed` tells that several goods were shown and none of them is in focus.
    """

    scene: Scene
    propositions: list[Proposition] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    pending: Pending | None = None
    asked: list[Asked] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    options: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    topic: str | None = None
    focus: str | None = None
    handoff: bool = False
    listed: bool = False
    intents: list[tuple[str, float]] = field(default_factory=list)

    def say(self, *propositions: Proposition) -> None:
        """Adds what has not been said in this turn, be it with a yes before it or without."""
        for proposition in propositions:
            said = (replace(one, polarity=proposition.polarity) for one in self.propositions)
            if proposition not in said:
                self.propositions.append(proposition)

    def moved(self) -> Scene:
        """The scene as this turn has moved it so far."""
        return replace(
            self.scene,
            orders=tuple(self.orders) or self.scene.orders,
            products=tuple(self.products) or (() if self.listed else self.scene.products),
            topic=self.topic or self.scene.topic,
            goods=self.goods or (() if self.orders else self.scene.goods),
        )

    def finish(self) -> Plan:
        """The plan, and the scene it leaves behind."""
        intent, confidence = self.intents[0] if self.intents else ("oos", 0.0)
        after = replace(
            self.moved(),
            others=self._remember(),
            options=self.options if self.products else self.scene.options,
            asked=tuple(reversed(self.asked)) or self.scene.asked,
            pending=self.pending,
        )
        said = tuple(self.propositions[:MAX_PROPOSITIONS])
        return Plan(said, after, intent, confidence, tuple(self.requests), self.handoff, self.focus)

    def _remember(self) -> tuple[str, ...]:
        """Rows talked about, newest first, so that "the other one" finds them."""
        before = self.scene
        rows = (*self.orders, *self.products, *before.orders, *before.products, *before.others)
        return tuple(dict.fromkeys(rows))[:MAX_REMEMBERED]
