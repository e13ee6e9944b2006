// Whatever changes the journal, here or elsewhere, shows on every open page within a second.
//
// One page of the browser listens and tells the others: the one that holds the lock. When it goes, another gets it. Where
// there are no locks, which takes https or this machine, every page listens for itself.

import { fresh, isChanged, placeOf, prepare } from './page.js';

const channel = new BroadcastChannel(`journal ${document.baseURI}`);
const entry = location.pathname.match(/entries\/([\da-f-]{36})/)?.[1];
let isStale = false;
let isLooking = false;
let isHeld = false; // a part is old, since somebody was busy in it
let leads = false;

function hear({ entries }) {
  // None are named when only what waits for the network changed, and that may be this entry's.
  if (entry && entries?.length && !entries.includes(entry)) return;
  isStale = true;
  look();
}

/** Fetches this page anew and takes over the parts of it that differ; not while somebody is writing in them. */
async function look() {
  if (isLooking || document.hidden) return;
  isLooking = true;
  while (isStale && !document.hidden) {
    isStale = false;
    let pause = 500;
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (response.ok) renew(new DOMParser().parseFromString(await response.text(), 'text/html'));
      else if (response.status === 404 && !isChanged(document)) location.replace(document.baseURI); // it is destroyed
    } catch {
      // Without the journal the page stays as it is, until it is there again.
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

/** Of a list that has grown at its end, the days that the first page has whole; what came after them stays. */
function renewDays(part, other) {
  const day = (section) => section.querySelector('h2 time').dateTime;
  const whole = [...other.querySelectorAll('.day')].slice(0, -1);
  if (whole.length === 0) return;
  const last = day(whole.at(-1));
  for (const section of part.querySelectorAll('.day')) if (day(section) >= last) section.remove();
  part.prepend(...whole);
  whole.forEach(fresh);
}

/** Whether somebody is at work in a part, or has left something there that is not sent yet. */
const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')
  || part.querySelector('form:has(button:disabled), details[open] form, dialog[open]') || isChanged(part);

/** Whoever was busy in a part has left it. */
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
  // What happened before, or while nobody listened, is not known.
  source.addEventListener('open', () => tell({ entries: null }));
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000); // else it tries again by itself
  });
}

// As the server wrote it: this module goes before those that write dates and boxes anew.
prepare((page) => { for (const part of page.querySelectorAll('[data-live]')) part.source = part.innerHTML; });
channel.addEventListener('message', ({ data }) => hear(data));
addEventListener('visibilitychange', () => { if (isStale) look(); });
for (const name of ['focusout', 'toggle', 'fresh']) addEventListener(name, leave, true);
if (document.querySelector('[data-live]')) {
  if (navigator.locks) navigator.locks.request(`journal ${document.baseURI}`, () => { listen(); return new Promise(() => {}); });
  else listen();
  // The page may have been written before it heard of anything.
  addEventListener('load', () => setTimeout(() => leads || hear({ entries: null }), 300));
}
