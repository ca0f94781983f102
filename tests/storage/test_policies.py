"""Policies are replaced file by file."""

from dataclasses import replace

import pytest

from storage.engine import Store
from storage.records import Passage, Tally


async def test_policies_are_replaced_by_file(store: Store) -> None:
    returns, costs = Passage("returns.md", "Returns", "30 days.", "d1"), Passage("returns.md", "Costs", "Free.", "d2")
    other = Passage("ship.md", "Returns", "See there.", "d3")
    async with store.writing() as unit:
        assert await unit.policies.replace_file("returns.md", [returns, costs]) == Tally(added=2)
        assert await unit.policies.replace_file("ship.md", [other]) == Tally(added=1)
        new = replace(costs, text="Five pounds.", digest="d4")
        assert await unit.policies.replace_file("returns.md", [new, returns]) == Tally(changed=1, unchanged=1)
        assert await unit.policies.all() == [replace(new, version=2), returns, other]
        assert await unit.policies.replace_file("returns.md", [returns]) == Tally(unchanged=1, removed=1)
        assert await unit.policies.replace_file("returns.md", []) == Tally(removed=1)
        assert await unit.policies.all() == [other]
        with pytest.raises(ValueError, match="twice"):
            await unit.policies.replace_file("returns.md", [returns, returns])
