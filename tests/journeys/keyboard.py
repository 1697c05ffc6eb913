"""Somebody who has no mouse: what the keyboard reaches, and whether one sees where one is."""

from __future__ import annotations

from tests.journeys.visiting import Visitor

# What has the focus: how it is called, whether a line around it shows so, and whether it is in sight.
FOCUSED = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return null
  const label = at.labels && at.labels[0]
  const shown = label && at.type === "radio" ? label.querySelector(".choice-box") || label : at
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect()
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2)
  return {
    name: (label ? label.innerText : at.innerText).replace(/\\s+/g, " ").trim(),
    key: [...document.querySelectorAll("*")].indexOf(at),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    uncovered: !!there && (shown.contains(there) || there.contains(shown) || !!label && label.contains(there)),
  }
}"""
# What can take the focus, a group of radio buttons once.
REACHABLE = """() => {
  const groups = new Set()
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => one.type !== "hidden" && !one.disabled && one.checkVisibility())
    .filter(one => one.type !== "radio" || !groups.has(one.name) && groups.add(one.name)).length
}"""
MOST = 200


class Keyboard:
    """Hands that have no mouse."""

    def __init__(self, delegate: Visitor) -> None:
        self.delegate, self.page = delegate, delegate.page

    def tab(self) -> dict[str, object] | None:
        """One step on; wherever it leads, one can see where."""
        self.page.keyboard.press("Tab")
        there: dict[str, object] | None = self.page.evaluate(FOCUSED)
        if there is not None:
            assert there["outlined"], f"{self.page.url}: no line around {there}"
            assert there["uncovered"], f"{self.page.url}: covered or out of sight: {there}"
        return there

    def to(self, name: str) -> None:
        """Step on until what is called so has the focus."""
        passed = []
        for _step in range(MOST):
            there = self.tab()
            passed.append(there and there["name"])
            if there is not None and name in str(there["name"]):
                return
        raise AssertionError(f"{self.page.url}: {name} cannot be reached: {passed}")

    def enter(self) -> None:
        """Follow or press what has the focus."""
        self.delegate.come(lambda: self.page.keyboard.press("Enter"))

    def round(self) -> int:
        """From the first to the last and out again: answers how many there are. A trap would never end."""
        self.page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
        passed: set[object] = set()
        for _step in range(MOST):
            there = self.tab()
            if there is None or there["key"] in passed:
                return len(passed)
            passed.add(there["key"])
        raise AssertionError(f"{self.page.url}: no way out after {MOST} steps")

    def goes_round(self) -> None:
        """Every link, button and field of the page is reached, and the page is left again."""
        assert self.round() == self.page.evaluate(REACHABLE)
