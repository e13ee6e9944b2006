"""The pages that can be reached without an entry: what holds for every page is tried with these."""

PAGES = ["", "calendar", "calendar?by=seen", "trends", "search", "search?search=hill", "queue", "trash", "settings", "no-such-page"]
