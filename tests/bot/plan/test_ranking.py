"""Which products a segment is likeliest to mean, by its words and by the talk."""

from decimal import Decimal

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reading import Form, Guess, KindMention, OptionMention, Pointer, ProductMention, Reference, Segment
from bot.plan.names import Names, names_of
from bot.plan.overlap import spoken
from bot.plan.ranking import rank
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import ProductId, Sku, Variant
from tests.conftest import CUSTOMERS, PLACED

GOODS = {
    "clarinet": ("Belmonte Bb Clarinet", "Belmonte", "A backpack case and one reed are in the set.", {}),
    "reeds": ("Clarinet Reeds, Box of 10", "Cane", "Ten reeds.", {}),
    "case": ("Oblong Violin Case", "Arco", "A hard case.", {"Colour": "Navy"}),
    "bass": ("Stratton J Bass", "Stratton", "Four strings; no battery is needed.", {"Colour": "Natural"}),
    "amp": ("Busker 15 Battery Amp", "Grainfield", "It lasts eight hours.", {}),
    "whistle": ("Curlew Tin Whistle", "Curlew", "Six holes.", {"Finish": "Brass"}),
    "drum": ("Céide Bodhrán", "Céide", "A goatskin head.", {}),
    "uke": ("Pip Concert Ukulele", "Pip", "It has a strap button.", {}),
}
VARIANTS = [
    Variant(Sku(key), ProductId(key), title, Decimal(10), "GBP", told, vendor, options=options)
    for key, (title, vendor, told, options) in GOODS.items()
]
CATALOGUE = Catalogue(VARIANTS)
FRESH = Scene()
SHELF = Shelf(CATALOGUE, Policies(()), {}, {}, PLACED, "t/0", CUSTOMERS[0], ())
IT = (Reference(Pointer.IT, None, None, 0, 0),)


def first(text: str, scene: Scene = FRESH, language: str = "en", contrasts: bool = False, **fields: object) -> str:
    guesses = (Guess("product.detail", 0.9),)
    asked = Segment(text, guesses, Form.OPEN, language=language, **fields)  # type: ignore[arg-type]
    return rank(asked, scene, SHELF, text, contrasts=contrasts)[0].product.product_id


def test_the_head_of_a_title_names_it_before_a_word_beside_it() -> None:
    assert first("how heavy is the clarinet") == "clarinet"
    assert first("are the clarinet reeds of cane") == "reeds"


@pytest.mark.parametrize(
    ("text", "language", "key"), [("сколько весит бодран", "ru", "drum"), ("кларнет тяжелый?", "ru", "clarinet")]
)
def test_a_name_is_known_by_its_sound(text: str, language: str, key: str) -> None:
    assert first(text, language=language) == key


@pytest.mark.parametrize(
    ("text", "focus"), [("does it need a battery", "bass"), ("does it come in a case", "clarinet")]
)
def test_a_word_its_description_has_leaves_the_focus_where_it_is(text: str, focus: str) -> None:
    assert first(text, Scene(products=(focus,), topic="product"), references=IT) == focus


def test_a_title_takes_the_focus_away() -> None:
    named = ProductMention("tin whistle", (("whistle", 0.95),), 0, 11)
    assert first("is the tin whistle loud", Scene(products=("bass",), topic="product"), products=(named,)) == "whistle"


def test_a_title_said_in_full_is_meant_though_the_focus_tells_of_it() -> None:
    variants = [
        Variant(Sku(key), ProductId(key), title, Decimal(10), "GBP", told)
        for key, title, told in (
            ("plate", "Camp Plate", "An enamel plate that goes with the Camp Mug."),
            ("mug", "Camp Mug", "An enamel mug."),
        )
    ]
    shelf = Shelf(Catalogue(variants), Policies(()), {}, {}, PLACED, "t/0", CUSTOMERS[0], ())
    scene = Scene(products=("plate",), topic="product")
    mug = ProductMention("Camp mug", (("mug", 1.0),), 16, 24)

    def meant(text: str, **fields: object) -> str:
        asked = Segment(text, (Guess("product.price", 1.0),), Form.OPEN, products=(mug,), **fields)  # type: ignore[arg-type]
        return rank(asked, scene, shelf, text)[0].product.product_id

    assert meant("how much is the Camp mug") == "mug"
    assert meant("does it go with the Camp mug", references=IT) == "plate"


def test_an_option_tells_which_of_those_talked_of_is_meant() -> None:
    scene = Scene(products=("bass", "whistle"), topic="product")
    brass = OptionMention("brass", "Brass", ("Finish",), 0, 5)
    assert first("the brass one", scene, options=(brass,)) == "whistle"
    assert first("the loud one", scene) == "bass"


def test_another_makers_goods_are_not_the_focus() -> None:
    maker = KindMention("Belmonte", "vendor", "Belmonte", 0, 8)
    scene = Scene(products=("bass",), topic="product")
    assert first("the Belmonte clarinet", scene, kinds=(maker,)) == "clarinet"


def test_and_leads_on_to_another() -> None:
    scene = Scene(products=("clarinet",), topic="product")
    assert first("and the reeds, are they of cane?", scene, contrasts=True, ellipsis=True) == "reeds"


def test_the_line_of_an_order_spoken_of_is_meant_where_nothing_is_named() -> None:
    bought = Scene(topic="order", goods=("uke",))
    assert first("can it be left in the sun", bought, references=IT) == "uke"
    assert first("is the tin whistle loud", bought) == "whistle"
    assert first("can it be left in the sun", Scene(products=("bass",), topic="product", goods=("uke",))) == "bass"


def test_a_catalogue_of_many_costs_only_what_is_said() -> None:
    many = [Variant(Sku(f"s{n}"), ProductId(f"p{n}"), f"Lamp {n}", Decimal(1), "GBP") for n in range(2500)]
    names = Names(Catalogue([*many, *VARIANTS]))
    assert names.candidates(spoken("the lamp or the bodhran", "en").stems) == ["drum"]


def test_a_catalogue_is_read_once() -> None:
    assert names_of(CATALOGUE) is names_of(CATALOGUE)
