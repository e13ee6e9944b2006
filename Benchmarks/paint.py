"""How soon a real browser shows a page."""

from playwright.sync_api import sync_playwright


class Paint:
    """One Chromium; each page is asked for as by somebody who was never there before."""

    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path="/usr/bin/chromium")
        return self

    def __exit__(self, *_):
        self.browser.close()
        self.playwright.stop()

    def first(self, url):
        """Milliseconds from the request to the first contentful paint."""
        context = self.browser.new_context()
        try:
            page = context.new_page()
            page.goto(url)
            return page.evaluate(
                """() => new Promise(done => new PerformanceObserver((list, observer) => {
                    const paint = list.getEntriesByName("first-contentful-paint")[0]
                    if (paint) { observer.disconnect(); done(paint.startTime) }
                }).observe({type: "paint", buffered: true}))"""
            )
        finally:
            context.close()
