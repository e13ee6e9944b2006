// Loads the rest of a list when its end is near. Whoever visits an entry and returns finds the list as it was.

import { fresh, prepare } from './page.js';

const list = document.querySelector('.entries');
const far = '800px';
let pages = 1;

/** Fetches the next part and appends it; returns whether there was one. */
async function more() {
  const link = list.querySelector('.more a');
  if (!link || link.dataset.busy) return false;
  link.dataset.busy = true;
  try {
    const response = await fetch(link.href, { headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('.entries');
    if (!response.ok || !next) return false;
    if (!link.isConnected) return more(); // the list was rewritten in the meantime, and continues elsewhere
    link.parentElement.remove();
    append(next);
    list.dataset.grown = '';
    pages += 1;
    return true;
  } catch {
    return false; // the link is still there
  } finally {
    delete link.dataset.busy;
  }
}

function append(next) {
  const last = list.querySelector(':scope > :last-child ul, :scope > ul:last-child');
  const parts = [...next.children];
  const day = (part) => part?.querySelector('h2 time')?.dateTime;
  const [first] = parts;
  const from = first.matches('ul') ? first : first.querySelector('ul');
  // A day may start in one part and continue in the next.
  if (last && from && day(last.parentElement) === day(first)) {
    fresh(first);
    last.append(...from.children);
    parts.shift();
  }
  list.append(...parts);
  parts.forEach(fresh);
}

const observer = new IntersectionObserver((seen) => seen.some((end) => end.isIntersecting) && more(), { rootMargin: far });
function watch() {
  observer.disconnect();
  const end = list.querySelector('.more');
  if (end) observer.observe(end);
}

async function start() {
  const { pages: before = 1, top } = history.state ?? {};
  while (pages < before && await more());
  if (top) scrollTo(0, top);
  prepare(watch); // also when the list is rewritten
}

if (list) {
  history.scrollRestoration = 'manual';
  addEventListener('pagehide', () => history.replaceState({ pages, top: scrollY }, ''));
  start();
}
