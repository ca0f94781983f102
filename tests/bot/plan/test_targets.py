"""Which orders and products a segment means, of a shop with goods that are easily confused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reading import Form, Guess, KindMention, OrderRef, Pointer, ProductMention, Reference, Segment
from bot.plan.focus import in_focus
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from bot.plan.targets import asking, compared, find_orders, find_products, match_order
from storage.records import Order, OrderId, OrderItem, ProductId, Sku, Status, Variant
from tests.conftest import ANN, CUSTOMERS, PLACED

TITLES = {
    "nova": "Nova 5",
    "pro": "Nova 5 Pro",
    "charger": "Nova Charger",
    "small": "Cookpot 2 L",
    "large": "Cookpot 6 L",
    "dome": "Dome Tent",
    "ridge": "Ridge Tent",
    "mug": "Trail Mug",
}
DESCRIPTIONS = {"mug": "Enamelled steel. Safe in the dishwasher, not in the washing machine."}
VENDORS = {"dome": "Northmoor", "ridge": "Kiln"}
VARIANTS = [
    Variant(
        Sku(key), ProductId(key), title, Decimal(10), "GBP", DESCRIPTIONS.get(key), VENDORS.get(key),
        "Tents" if "Tent" in title else None,
    )
    for key, title in TITLES.items()
]  # fmt: skip


def order(number: int, month: int, status: Status, *goods: str) -> Order:
    placed = datetime(2026, month, 3, tzinfo=UTC)
    rows = [OrderItem(at, Sku(key), TITLES[key], 1, Decimal(10)) for at, key in enumerate(goods, 1)]
    return Order(OrderId(f"#W{number}"), ANN, status, tuple(rows), "GBP", placed_at=placed)


# Newest first, as a shelf has them.
ORDERS = (
    order(104, 6, Status.SHIPPED, "mug"),
    order(103, 5, Status.PROCESSING, "mug", "dome"),
    order(102, 5, Status.DELIVERED, "nova"),
    order(101, 3, Status.CANCELLED, "large"),
)


def shelf(*orders: Order) -> Shelf:
    return Shelf(Catalogue(VARIANTS), Policies(()), {}, {}, PLACED, "t/0", CUSTOMERS[0], orders)


SHELF, FRESH = shelf(*ORDERS), Scene()


def mention(written: str, *keys: str, score: float = 0.95, weak: bool = False) -> ProductMention:
    return ProductMention(written, tuple((key, score) for key in keys), 0, len(written), weak)


def kind(written: str, field: str, value: str) -> KindMention:
    return KindMention(written, field, value, 0, len(written))


def number(written: str) -> OrderRef:
    return OrderRef(written, written.strip("#"), 0, len(written))


def pointer(one: Pointer, of: str | None = None) -> Reference:
    return Reference(one, of, None, 0, 0)


def segment(text: str, *mentions: ProductMention, intent: str = "product.price", **fields: object) -> Segment:
    return Segment(text, (Guess(intent, 0.9),), Form.OPEN, products=mentions, **fields)  # type: ignore[arg-type]


def meant(
    text: str, *mentions: ProductMention, scene: Scene = FRESH, intent: str = "order.total", **fields: object
) -> tuple[list[int], list[int]]:
    """The numbers of the orders found, and of those to choose from."""
    found = find_orders(segment(text, *mentions, intent=intent, **fields), intent, scene, SHELF, text)
    return numbers(found.found), numbers(found.choices)


def numbers(orders: Sequence[Order]) -> list[int]:
    return [int(one.order_id[2:]) for one in orders]


class TestOrders:
    def test_a_number_wins_and_a_strange_one_is_missing(self) -> None:
        asked = segment("#W102, 101 and #W999", orders=(number("#W102"), number("101"), number("#W999")))
        found = find_orders(asked, "order.total", Scene(("#W104",)), SHELF, asked.text)
        assert (numbers(found.found), found.missing, found.choices) == ([102, 101], ("#W999",), ())

    def test_digits_alone_may_leave_out_the_prefix_but_not_a_part(self) -> None:
        assert numbers(match_order("104", ORDERS)) == numbers(match_order("W104", ORDERS)) == [104]
        assert match_order("04", ORDERS) == match_order("X104", ORDERS) == []

    def test_by_its_goods(self) -> None:
        assert meant("the total of the order with the nova", mention("nova", "nova")) == ([102], [])
        assert meant("the order with mug and dome", mention("mug", "mug"), mention("dome", "dome")) == ([103], [])
        assert meant("the order with the mug", mention("mug", "mug")) == ([], [104, 103])

    def test_by_the_kind_of_its_goods(self) -> None:
        assert meant("the order with tents", kinds=(kind("tents", "category", "Tents"),)) == ([103], [])

    def test_goods_never_ordered_say_nothing(self) -> None:
        assert meant("the order with the ridge", mention("ridge", "ridge")) == ([], [104, 103, 102, 101])

    @pytest.mark.parametrize(
        ("text", "found"), [("my order from March", [101]), ("заказ за июнь", [104]), ("el pedido de marzo", [101])]
    )
    def test_by_its_month(self, text: str, found: list[int]) -> None:
        assert meant(text) == (found, [])

    def test_a_month_without_orders_says_nothing(self) -> None:
        assert meant("the order of august") == ([], [104, 103, 102, 101])

    def test_by_its_status_and_month(self) -> None:
        assert meant("the delivered one", statuses=("delivered",)) == ([102], [])
        assert meant("the one from may that is processing", statuses=("processing",)) == ([103], [])

    def test_several_at_once(self) -> None:
        assert meant("what did both orders from may cost") == ([103, 102], [])
        assert meant("what did the one from may cost") == ([], [103, 102])
        assert meant("what did both mug orders cost", mention("mug", "mug")) == ([104, 103], [])

    def test_all_there_are_is_no_description(self) -> None:
        assert meant("the total of my two orders") == ([], [104, 103, 102, 101])

    def test_only_what_moves_is_asked_where_it_is(self) -> None:
        assert meant("where is it", intent="order.eta") == ([], [104, 103])
        assert find_orders(segment("eta"), "order.eta", Scene(), shelf(*ORDERS[1:]), "eta").found == (ORDERS[1],)

    def test_the_only_order_is_meant(self) -> None:
        assert find_orders(segment("total"), "order.total", Scene(), shelf(ORDERS[3]), "total").found == (ORDERS[3],)
        assert find_orders(segment("total"), "order.total", Scene(), shelf(), "total").choices == ()

    def test_the_focus_is_kept_unless_it_is_described_otherwise(self) -> None:
        scene = Scene(("#W102",))
        found = find_orders(segment("the total"), "order.total", scene, SHELF, "the total")
        assert (numbers(found.found), found.by_focus) == ([102], True)
        assert meant("the order from march", scene=scene) == ([101], [])

    @pytest.mark.parametrize(
        ("one", "found"), [(Pointer.LAST, [104]), (Pointer.PREVIOUS, [103]), (Pointer.FIRST, [101])]
    )
    def test_by_when_it_was_placed(self, one: Pointer, found: list[int]) -> None:
        assert meant("that order", references=(pointer(one, "order"),)) == (found, [])

    def test_the_other_one_was_talked_about(self) -> None:
        scene = Scene(("#W102",), ("#W102", "#W101"))
        assert meant("the other one", scene=scene, references=(pointer(Pointer.OTHER, "order"),)) == ([101], [])

    def test_the_other_one_with_the_same_goods(self) -> None:
        scene = Scene(("#W104",), ("#W104", "#W101"))
        assert meant("the other one", scene=scene, references=(pointer(Pointer.OTHER, "order"),)) == ([103], [])


def goods(
    text: str, *mentions: ProductMention, scene: Scene = FRESH, intent: str = "product.price", **fields: object
) -> tuple[list[str], list[str]]:
    """The keys of the products found, and of those to choose from."""
    found = find_products(segment(text, *mentions, intent=intent, **fields), scene, SHELF)
    return [one.product_id for one in found.found], [one.product_id for one in found.choices]


class TestProducts:
    def test_the_plain_one_is_meant_as_written(self) -> None:
        assert goods("how much is the Nova 5", mention("Nova 5", "nova", "pro")) == (["nova"], [])
        assert goods("how much is a nova", mention("nova", "nova", "pro", weak=True)) == (["nova"], [])

    def test_a_number_tells_like_titles_apart(self) -> None:
        pots = mention("cookpot", "small", "large")
        assert goods("the 6 litre cookpot", pots) == (["large"], [])
        assert goods("a cookpot", pots) == ([], ["small", "large"])
        assert goods("a 4 litre cookpot", pots) == ([], ["small", "large"])

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("the big cookpot", "large"),
            ("the smaller cookpot", "small"),
            ("la olla grande", "large"),
            ("маленький котелок", "small"),
            ("大的锅", "large"),
        ],
    )
    def test_the_big_and_the_small_one(self, text: str, found: str) -> None:
        assert goods(text, mention("cookpot", "small", "large")) == ([found], [])

    def test_big_says_nothing_where_titles_have_no_number(self) -> None:
        assert goods("a big tent", mention("tent", "dome", "ridge")) == ([], ["dome", "ridge"])

    def test_a_maker_tells_like_titles_apart(self) -> None:
        maker = kind("kiln", "vendor", "Kiln")
        assert goods("the kiln tent", mention("tent", "dome", "ridge"), kinds=(maker,)) == (["ridge"], [])

    @pytest.mark.parametrize(
        "text",
        ["does the nova 5 come with a nova charger", "¿el nova 5 trae nova charger?", "nova 5 自带 nova charger"],
    )
    def test_what_comes_with_a_product_is_no_second_subject(self, text: str) -> None:
        both = mention("nova 5", "nova"), mention("nova charger", "charger")
        assert goods(text, *both, intent="product.detail") == (["nova"], [])
        assert goods(text, *both, intent="product.compare") == (["nova", "charger"], [])

    def test_beside_a_title_a_common_word_names_nothing(self) -> None:
        weak = mention("pot", "small", "large", weak=True)
        assert goods("does the nova 5 fit a pot", mention("nova 5", "nova"), weak) == (["nova"], [])

    def test_of_several_the_one_talked_about_or_bought(self) -> None:
        tents = mention("tent", "dome", "ridge")
        assert goods("a tent", tents) == ([], ["dome", "ridge"])
        assert goods("a tent", tents, scene=Scene(others=("ridge",))) == (["ridge"], [])
        assert goods("my tent", tents) == (["dome"], [])
        assert goods("tents", tents, intent="product.find") == ([], ["dome", "ridge"])

    def test_another_than_the_one_in_focus(self) -> None:
        scene = Scene(products=("dome",), topic="product")
        assert goods("and the tent?", mention("tent", "dome", "ridge"), scene=scene) == (["ridge"], [])
        assert goods("is the tent dry", mention("tent", "dome", "ridge"), scene=scene) == (["dome"], [])

    def test_by_kind(self) -> None:
        tents = kind("tents", "category", "Tents")
        assert goods("tents?", kinds=(tents,)) == ([], ["dome", "ridge"])
        assert goods("tents by kiln?", kinds=(tents, kind("kiln", "vendor", "Kiln"))) == (["ridge"], [])

    def test_by_its_number_alone(self) -> None:
        assert goods("and the 6?", scene=Scene(products=("small",))) == (["large"], [])
        assert goods("and the 7?", scene=Scene(products=("small",))) == (["small"], [])

    def test_the_focus(self) -> None:
        scene = Scene(products=("mug", "dome"), others=("mug", "dome", "ridge"))
        assert goods("how much", scene=scene) == (["mug"], [])
        assert goods("both", scene=scene, references=(pointer(Pointer.BOTH),)) == (["mug", "dome"], [])
        assert goods("the other", scene=scene, references=(pointer(Pointer.OTHER),)) == (["dome"], [])
        assert goods("how much") == ([], [])

    def test_the_only_goods_of_the_order_in_focus(self) -> None:
        assert goods("can it go in the dishwasher", scene=Scene(("#W104",))) == (["mug"], [])
        assert goods("can it go in the dishwasher", scene=Scene(("#W103",))) == ([], [])


class TestInFocus:
    SCENE = Scene(products=("mug",), topic="product")
    IT = (pointer(Pointer.IT),)

    def left(self, asked: Segment, scene: Scene = SCENE) -> int:
        held = in_focus(asked, scene, SHELF)
        return len(held.products) + len(held.kinds)

    def test_a_common_word_beside_it_names_nothing(self) -> None:
        machine = mention("machine", "small", weak=True)
        asked = segment("can it go in the washing machine", machine, intent="product.detail", references=self.IT)
        assert self.left(asked) == 0

    def test_a_word_of_the_description_names_nothing(self) -> None:
        assert self.left(segment("is the steel real", mention("steel", "large", weak=True))) == 0
        assert self.left(segment("is the titanium real", mention("titanium", "large", weak=True))) == 1

    def test_a_title_is_a_title(self) -> None:
        asked = segment("is it like the Dome Tent", mention("Dome Tent", "dome", score=1.0), references=self.IT)
        assert self.left(asked) == 1

    def test_the_product_in_focus_may_be_named_again(self) -> None:
        assert self.left(segment("is the mug steel", mention("mug", "mug", weak=True), references=self.IT)) == 1

    def test_without_a_product_in_focus_every_word_counts(self) -> None:
        asked = segment("can it go in the machine", mention("machine", "small", weak=True), references=self.IT)
        assert self.left(asked, Scene()) == self.left(asked, Scene(products=("mug",), topic="order")) == 1

    @pytest.mark.parametrize(("intent", "left"), [("product.compare", 1), ("product.find", 0), ("product.detail", 0)])
    def test_a_question_of_many_is_about_many(self, intent: str, left: int) -> None:
        machine = mention("machine", "small", weak=True)
        assert self.left(segment("does it need a machine", machine, intent=intent, references=self.IT)) == left

    def test_a_kind_beside_it_names_nothing(self) -> None:
        tents = (kind("tents", "category", "Tents"),)
        assert self.left(segment("does it fit tents", intent="product.detail", kinds=tents, references=self.IT)) == 0
        assert self.left(segment("do you have tents", intent="product.detail", kinds=tents)) == 1


def test_which_of_two_is_of_those_spoken_of_together() -> None:
    spoken_of = Scene(products=("dome",), others=("dome", "ridge"), topic="product")
    asked = Segment("which is lighter", (Guess("product.detail", 0.8),), Form.OPEN)
    assert [one.product_id for one in compared(asked, spoken_of, SHELF)] == ["dome", "ridge"]
    assert compared(asked, Scene(topic="order"), SHELF) == ()


def test_how_many_of_something_may_ask_of_one_product() -> None:
    asked = Segment("how many cups", (Guess("product.count", 0.9),), Form.OPEN)
    assert asking(asked, "product.detail").intent == "product.detail"
    assert asking(asked, "product.count") is asked
