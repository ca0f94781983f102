"""Who does a background job; a fencing token refuses the one who lost it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Lease


class Leases:
    """`leases`; the caller brings the monotonic clock (`now_s`) and the name of the machine's run (`boot`)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, job: str, holder: str, now_s: float, ttl_s: float, boot: str) -> Lease | None:
        """None while another holds it."""
        raise NotImplementedError

    async def renew(self, lease: Lease, now_s: float, ttl_s: float) -> Lease | None:
        """None when it was lost."""
        raise NotImplementedError

    async def holds(self, lease: Lease) -> bool:
        """Whether its token is still the newest."""
        raise NotImplementedError

    async def done(self, lease: Lease) -> bool:
        """Give it back; False when it was lost."""
        raise NotImplementedError
