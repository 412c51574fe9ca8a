"""The layout shift of a page while it loads."""

from playwright.sync_api import Page

SHIFTS = """() => new Promise(resolve => {
  let total = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { total += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(total), 100));
})"""


def measure_layout_shift(page: Page) -> float:
    """Return the sum of the layout shifts since the page was requested."""
    shift: float = page.evaluate(SHIFTS)
    return shift
