"""Who does a background job; a fencing token refuses the one who lost it."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Lease
from storage.tables import leases

_ALL = select(*(leases.c[name] for name in Lease.__dataclass_fields__))


class Leases:
    """`leases`; the caller brings the monotonic clock (`now_s`) and the name of the machine's run (`boot`).

    A lease of another boot has ended, whatever its clock says.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(
        self, job: str, holder: str, now_s: float, ttl_s: float, boot: str, counted: bool = True
    ) -> Lease | None:
        """None while another holds it; `attempts` counts takes since the job was last done.

        The holder itself may take it again at any time, and its earlier work is refused from then on. A take that is
        not `counted` leaves `attempts` alone: the try before it failed for a reason that is not the job's.
        """
        held = await self._held(job)
        if held is None:
            lease = Lease(job, holder, 1, now_s + ttl_s, boot, 1)
            await self._connection.execute(insert(leases).values(_values(lease)))
            return lease
        if held.boot == boot and held.expires_s > now_s and held.holder != holder:
            return None
        lease = Lease(job, holder, held.token + 1, now_s + ttl_s, boot, held.attempts + (1 if counted else 0))
        await self._connection.execute(update(leases).where(leases.c.job == job).values(_values(lease)))
        return lease

    async def renew(self, lease: Lease, now_s: float, ttl_s: float) -> Lease | None:
        """None when it was lost."""
        longer = Lease(lease.job, lease.holder, lease.token, now_s + ttl_s, lease.boot, lease.attempts)
        return longer if await self._set(lease, expires_s=longer.expires_s) else None

    async def holds(self, lease: Lease) -> bool:
        """Whether its token is still the newest."""
        held = await self._held(lease.job)
        return held is not None and held.token == lease.token

    async def done(self, lease: Lease) -> bool:
        """Give it back; False when it was lost."""
        return await self._set(lease, expires_s=0.0, attempts=0)

    async def release(self, lease: Lease) -> bool:
        """Let another try now; the attempt stays counted. False when it was lost."""
        return await self._set(lease, expires_s=0.0)

    async def _held(self, job: str) -> Lease | None:
        row = (await self._connection.execute(_ALL.where(leases.c.job == job))).first()
        return None if row is None else Lease(*row)

    async def _set(self, lease: Lease, **values: float) -> bool:
        mine = (leases.c.job == lease.job) & (leases.c.token == lease.token)
        return (await self._connection.execute(update(leases).where(mine).values(values))).rowcount == 1


def _values(lease: Lease) -> dict[str, object]:
    return {name: getattr(lease, name) for name in Lease.__dataclass_fields__}
