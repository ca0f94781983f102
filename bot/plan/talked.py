"""The conversation so far, as a new segment finds it."""

from dataclasses import dataclass

from bot.facts.products import Product
from bot.plan.scene import Asked, Scene
from bot.plan.shelf import Shelf
from storage.records import Order


@dataclass(frozen=True)
class Talked:
    """The conversation so far: its scene, and the questions asked, newest first."""

    scene: Scene
    asked: tuple[Asked, ...]
    shelf: Shelf

    @property
    def last(self) -> Asked | None:
        return self.asked[0] if self.asked else None

    @property
    def orders(self) -> tuple[Order, ...]:
        return tuple(order for key in self.scene.orders if (order := self.shelf.order(key)))

    @property
    def products(self) -> tuple[Product, ...]:
        return tuple(product for key in self.scene.products if (product := self.shelf.catalogue.get(key)))
