"""The pages that exist without an entry, for tests of what holds for every page."""

PAGES = ["", "calendar", "calendar?by=seen", "trends", "search", "search?search=hill", "queue", "trash", "settings", "no-such-page"]
