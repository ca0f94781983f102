"""A lost lease is refused."""

from storage.engine import Store


async def test_a_lost_lease_is_refused(store: Store) -> None:
    async with store.writing() as unit:
        first = await unit.leases.take("digest", "a", now_s=100, ttl_s=10, boot="x")
        assert first is not None
        assert await unit.leases.take("digest", "b", now_s=105, ttl_s=10, boot="x") is None
        second = await unit.leases.take("digest", "b", now_s=110, ttl_s=10, boot="x")
        assert second is not None
        assert (second.token, second.attempts) == (2, 2)
        assert not await unit.leases.done(first)
        assert await unit.leases.done(second)


async def test_a_lease_ends_with_the_boot_and_when_done(store: Store) -> None:
    async with store.writing() as unit:
        await unit.leases.take("digest", "a", now_s=1e6, ttl_s=10, boot="x")
        after = await unit.leases.take("digest", "a", now_s=3, ttl_s=10, boot="y")
        assert after is not None
        assert await unit.leases.done(after)
        next_one = await unit.leases.take("digest", "b", now_s=4, ttl_s=10, boot="y")
    assert next_one is not None
    assert (next_one.token, next_one.attempts) == (3, 1)


async def test_its_holder_may_take_it_again_and_its_earlier_work_is_refused(store: Store) -> None:
    async with store.writing() as unit:
        first = await unit.leases.take("chat", "a", now_s=1, ttl_s=10, boot="x")
        again = await unit.leases.take("chat", "a", now_s=2, ttl_s=10, boot="x")
        blameless = await unit.leases.take("chat", "a", now_s=3, ttl_s=10, boot="x", counted=False)
        assert first and again and blameless
        assert [(one.token, one.attempts) for one in (first, again, blameless)] == [(1, 1), (2, 2), (3, 2)]
        assert not await unit.leases.done(again)
        assert await unit.leases.done(blameless)
