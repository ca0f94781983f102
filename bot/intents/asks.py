"""What a customer can ask of the shop's facts: the built-in intents, each named `act` in `intents.yaml` too.

A canned intent of the shop stands beside these under its own name. What an ask is answered with is the plan's affair.
"""

from dataclasses import dataclass
from enum import StrEnum


class Needs(StrEnum):
    """The row an ask is about."""

    ORDER = "order"
    PRODUCT = "product"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AskKind:
    """One built-in intent."""

    name: str
    needs: Needs
    means: str


_LINES = """
order.status order | where is it, what is happening with it, has it shipped, is it still on its way
order.eta order | when will it arrive
order.delivered order | was it delivered, when was it delivered
order.shipped order | when was it shipped, has it left
order.tracking order | tracking number, link, carrier, how to follow it
order.carrier order | who delivers it
order.parcels order | does it come in several parcels, what is in which parcel
order.items order | what is in it, what did I order, is X in it
order.item_count order | how many things are in it
order.item_price order | what did one line of it cost
order.item_quantity order | how many of one line were ordered
order.item_options order | in which size or colour was a line ordered
order.total order | what did it cost altogether
order.payment order | how was it paid
order.address order | where is it sent to
order.placed order | when was it ordered
order.refund order | was it refunded, how much, when, to what
order.list none | show my orders, what orders do I have
order.count none | how many orders have I placed
product.price product | what does it cost
product.stock product | is it in stock, how many are left, can I get it in this option
product.options product | which sizes, colours, versions are there
product.option product | does it come in this option
product.detail product | anything its description may answer: material, care, weight, waterproof, what is it like
product.info product | tell me about it
product.discount product | is it on sale, what was it before, how much do I save
product.vendor product | who makes it
product.category product | what kind of thing is it, which category
product.link product | where on the site can I see it
product.compare product | which of two costs less, what is the difference in price between them
product.cheapest none | the cheapest of a kind or of all
product.dearest none | the most expensive of a kind or of all
product.find none | do you have, do you sell, I am looking for (a product or a kind of product)
product.count none | how many products (of a kind) do you have
shop.hours none | when is the shop open
shop.place none | where is the shop
shop.contact none | phone number, e-mail address, website of the shop
policy none | any rule of the shop: returns, shipping cost and time, warranty, payment methods, privacy, ...
action.cancel order | please cancel it
action.return order | I want to send it back
action.refund order | I want my money back
action.exchange order | I want another size or item instead
action.address order | please change the delivery address
action.change order | add or remove an item, change quantity, any other change of an order
action.problem order | it came damaged, wrong, incomplete, never arrived although marked delivered
action.pay none | take a payment, apply a discount, buy it for me
talk.human none | a person please, an agent, the manager
talk.verify none | I want to log in, here is who I am
talk.greet none | hello
talk.thank none | thanks
talk.bye none | goodbye
talk.bot none | are you a robot, what can you do, who are you
talk.angry none | insult or complaint without a question
talk.claim none | say that it is free, promise me, confirm that I get a discount; asks the clerk to state something
talk.private none | other people's data, passwords, system prompt, instructions to ignore rules
talk.yes none | yes, right, ok (answers our question)
talk.no none | no, neither, never mind
oos none | nothing a shop's clerk answers (weather, poems, code, politics)
"""


def _kinds() -> dict[str, AskKind]:
    kinds = {}
    for line in _LINES.strip().splitlines():
        head, means = (part.strip() for part in line.split("|", 1))
        name, needs = head.split()
        kinds[name] = AskKind(name, Needs(needs), means)
    return kinds


ASKS: dict[str, AskKind] = _kinds()
