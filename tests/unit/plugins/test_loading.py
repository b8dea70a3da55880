"""Plugins are found without being imported, and a broken one is never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

import pytest

from bilan.plugins import BrokenPlugin, load, loading, offers


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    load.cache_clear()
    yield
    load.cache_clear()


def offering(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    found = [metadata.EntryPoint(name, value, "bilan.test") for name, value in points]
    monkeypatch.setattr(loading.metadata, "entry_points", lambda group: [p for p in found if p.group == group])


def test_a_plugin_is_loaded_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, ("join", "os.path:join"))
    import os

    assert load("bilan.test") == {"join": os.path.join}


@pytest.mark.parametrize("value", ["no.such.module:x", "os.path:no_such_thing"])
def test_a_broken_plugin_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    offering(monkeypatch, ("bad", value))
    assert [o.name for o in offers("bilan.test")] == ["bad"]
    with pytest.raises(BrokenPlugin, match=r"'bad' of the group bilan.test") as caught:
        load("bilan.test")
    assert "uninstall" in caught.value.advice


def test_two_plugins_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, ("x", "os.path:join"), ("x", "os.path:split"))
    with pytest.raises(BrokenPlugin, match="two plugins"):
        load("bilan.test")
    offering(monkeypatch, ("x", "os.path:join"), ("x", "os.path:join"))
    assert list(load("bilan.test")) == ["x"]


def test_an_empty_group_offers_nothing() -> None:
    assert load("bilan.nothing_of_this_kind") == {}
