"""One unit of work: a connection with a repository per aggregate, in one transaction of the store."""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.catalogue import Catalogue
from storage.conversations import Conversations
from storage.customers import Customers
from storage.events import Events
from storage.facts import Facts
from storage.inbox import Inbox
from storage.intents import Intents
from storage.leases import Leases
from storage.orders import Orders
from storage.outbox import Outbox
from storage.policies import Policies
from storage.tasks import Tasks
from storage.verification import Verification


class Unit:
    """What a reader or writer works with; it neither commits nor rolls back, the store does."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.catalogue = Catalogue(connection)
        self.orders = Orders(connection)
        self.customers = Customers(connection)
        self.policies = Policies(connection)
        self.facts = Facts(connection)
        self.events = Events(connection)
        self.intents = Intents(connection)
        self.conversations = Conversations(connection)
        self.tasks = Tasks(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.leases = Leases(connection)
        self.verification = Verification(connection)

    async def revision(self) -> int:
        """The number of loads that changed the shop; a snapshot of an equal revision is still right."""
        raise NotImplementedError

    async def bump_revision(self) -> int:
        """Every load that changed anything does this itself."""
        raise NotImplementedError
