"""Who does a background job; a fencing token refuses the one who lost it."""

from collections.abc import Mapping

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Lease
from storage.tables import leases

_FIELDS = tuple(Lease.__dataclass_fields__)
_ALL = select(*(leases.c[name] for name in _FIELDS))
_MOVE = update(leases).where(leases.c.job == bindparam("of")).values({name: bindparam(name) for name in _FIELDS})
_DONE = update(leases).where(leases.c.job == bindparam("of"), leases.c.token == bindparam("by"))
_DONE = _DONE.values(expires_s=0.0, attempts=0)


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
        taken = await self.take_all({job: counted}, holder, now_s, ttl_s, boot)
        return taken.get(job)

    async def take_all(
        self, jobs: Mapping[str, bool], holder: str, now_s: float, ttl_s: float, boot: str
    ) -> dict[str, Lease]:
        """Many at once, each with whether it is `counted`; without those that another holds."""
        held = {row.job: Lease(*row) for row in await self._connection.execute(_ALL.where(leases.c.job.in_(jobs)))}
        taken = {}
        for job, counted in jobs.items():
            lease = _next(held.get(job), job, holder, now_s, ttl_s, boot, counted)
            if lease is not None:
                taken[job] = lease
        made = [_values(lease) for job, lease in taken.items() if job not in held]
        moved = [{"of": job, **_values(lease)} for job, lease in taken.items() if job in held]
        if made:
            await self._connection.execute(insert(leases), made)
        if moved:
            await self._connection.execute(_MOVE, moved)
        return taken

    async def done(self, lease: Lease) -> bool:
        """Give it back; False when it was lost."""
        return (await self._connection.execute(_DONE, {"of": lease.job, "by": lease.token})).rowcount == 1


def _next(
    held: Lease | None, job: str, holder: str, now_s: float, ttl_s: float, boot: str, counted: bool
) -> Lease | None:
    if held is None:
        return Lease(job, holder, 1, now_s + ttl_s, boot, 1)
    if held.boot == boot and held.expires_s > now_s and held.holder != holder:
        return None
    return Lease(job, holder, held.token + 1, now_s + ttl_s, boot, held.attempts + (1 if counted else 0))


def _values(lease: Lease) -> dict[str, object]:
    return {name: getattr(lease, name) for name in _FIELDS}
