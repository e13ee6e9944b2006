// Every change to the journal, made here or elsewhere, appears on all open pages within a second.
//
// One page in the browser listens and tells the others: the one that holds the lock. When it closes, another takes over.
// Locks need https or this machine; without them, every page listens for itself.

import { fresh, isChanged, placeOf, prepare } from './page.js';

const channel = new BroadcastChannel(`journal ${document.baseURI}`);
const entry = location.pathname.match(/entries\/([\da-f-]{36})/)?.[1];
let isStale = false;
let isLooking = false;
let isHeld = false; // a part is outdated, because somebody was busy in it
let leads = false;

function hear({ entries }) {
  // No entries are named if only waiting work has changed, which may be this entry's.
  if (entry && entries?.length && !entries.includes(entry)) return;
  isStale = true;
  look();
}

/** Fetches this page again and replaces the parts that differ, except while somebody is writing in them. */
async function look() {
  if (isLooking || document.hidden) return;
  isLooking = true;
  while (isStale && !document.hidden) {
    isStale = false;
    let pause = 500;
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (response.ok) renew(new DOMParser().parseFromString(await response.text(), 'text/html'));
      else if (response.status === 404 && !isChanged(document)) location.replace(document.baseURI); // it was destroyed
    } catch {
      // If the journal cannot be reached, the page stays as it is until it can.
      isStale = true;
      pause = 3000;
    }
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
  isLooking = false;
}

function renew(next) {
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = next.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!other || (part.source ?? part.innerHTML) === other.innerHTML) continue;
    if (isBusy(part)) {
      isHeld = true;
      continue;
    }
    part.source = other.innerHTML;
    if ('grown' in part.dataset) {
      renewDays(part, other);
      continue;
    }
    const isOpen = part.querySelector('details[open]') !== null;
    const place = part.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    part.replaceChildren(...other.childNodes);
    if (place) part.querySelector(place)?.focus({ preventScroll: true });
    if (isOpen) for (const details of part.querySelectorAll('details')) details.open = true;
    fresh(part);
  }
}

/** In a list that has loaded more at its end, replaces only the days that the first page has in full. */
function renewDays(part, other) {
  const day = (section) => section.querySelector('h2 time').dateTime;
  const whole = [...other.querySelectorAll('.day')].slice(0, -1);
  if (whole.length === 0) return;
  const last = day(whole.at(-1));
  for (const section of part.querySelectorAll('.day')) if (day(section) >= last) section.remove();
  part.prepend(...whole);
  whole.forEach(fresh);
}

/** Whether somebody is working in a part, or has left unsent input there. */
const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')
  || part.querySelector('form:has(button:disabled), details[open] form, dialog[open]') || isChanged(part);

/** Called when somebody may have stopped working in a part. */
function leave() {
  if (!isHeld) return;
  isHeld = false;
  isStale = true;
  setTimeout(look);
}

function listen() {
  leads = true;
  const source = new EventSource('api/v1/events');
  const tell = (change) => { channel.postMessage(change); hear(change); };
  source.addEventListener('change', ({ data }) => tell(JSON.parse(data)));
  // There may have been changes before this, or while nobody was listening.
  source.addEventListener('open', () => tell({ entries: null }));
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000); // otherwise it retries by itself
  });
}

// Saves the server's HTML: this module runs before those that rewrite dates and boxes.
prepare((page) => { for (const part of page.querySelectorAll('[data-live]')) part.source = part.innerHTML; });
channel.addEventListener('message', ({ data }) => hear(data));
addEventListener('visibilitychange', () => { if (isStale) look(); });
for (const name of ['focusout', 'toggle', 'fresh']) addEventListener(name, leave, true);
if (document.querySelector('[data-live]')) {
  if (navigator.locks) navigator.locks.request(`journal ${document.baseURI}`, () => { listen(); return new Promise(() => {}); });
  else listen();
  // The journal may have changed between the rendering of the page and now.
  addEventListener('load', () => setTimeout(() => leads || hear({ entries: null }), 300));
}
