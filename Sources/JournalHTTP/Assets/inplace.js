// Sends forms that change something on their own page without leaving it, which keeps the scroll position.

import { announce, fresh, isChanged, make, placeOf, prepare, say, showBusy, toast } from './page.js';
import { withoutWords } from './sending.js';

const main = document.querySelector('main');

/** Replaces this page's content with the response's, or navigates there if its path is a different one. */
function show(html, address, sent, places) {
  if (new URL(address).pathname !== location.pathname) return location.assign(address);
  const next = new DOMParser().parseFromString(html, 'text/html');
  const place = sent.closest('details');
  const isOpen = (form) => form.closest('details[open]') && (!place || form.closest('details') !== place);
  const others = [...main.querySelectorAll('form')].filter((form) => form !== sent && (isChanged(form) || isOpen(form)));
  const active = document.activeElement;
  main.replaceChildren(...next.querySelector('main').childNodes);
  document.title = next.title;
  history.replaceState(history.state, '', address.replace(/\?(done=\w+|synced)$/, ''));
  fresh(main);
  others.forEach(keep);
  const goal = others.some((form) => form.contains(active)) ? active : places.map((place) => main.querySelector(place)).find(Boolean);
  if (goal?.localName === 'h1') goal.tabIndex = -1;
  goal?.focus({ preventScroll: true });
  const notice = main.querySelector('.notice');
  announce(notice?.textContent ?? '');
  if (notice && notice.getBoundingClientRect().bottom < 0) toast();
}

/** Keeps a form that somebody is working in as they left it. */
function keep(form) {
  const place = (node) => node.closest('details') ?? node;
  const names = ['action', 'class'].map((name) => `[${name}="${CSS.escape(form.getAttribute(name) ?? '')}"]`);
  const other = main.querySelector(`form${names.join('')}`);
  if (other) place(other).replaceWith(place(form));
}

/** Where the focus moves afterwards: to whatever replaces the form's button, to the next row, or to the top. */
function placesAfter(form, button) {
  const next = form.closest('li')?.nextElementSibling?.querySelector('a[href]');
  return [placeOf(button), ...(next ? [placeOf(next)] : []), 'summary', 'h1'];
}

/** Sends the form as if there were no script; the browser then shows what is wrong. */
function sendPlainly(form, button) {
  if (button?.name) form.append(make('input', { type: 'hidden', name: button.name, value: button.value }));
  form.submit();
}

async function send(form, button) {
  const places = placesAfter(form, button);
  const idle = form.dataset.busy ? showBusy(form, form.dataset.busy) : () => {};
  const fields = new FormData(form, button);
  const body = form.enctype === 'multipart/form-data' ? fields : new URLSearchParams(fields);
  const problem = form.querySelector('.problem');
  try {
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'text/html' } });
    const html = await response.text();
    if (response.ok) return show(html, response.url, form, places);
    const page = new DOMParser().parseFromString(html, 'text/html');
    idle();
    if (problem) problem.replaceChildren(...page.querySelector('main .lead')?.childNodes ?? [withoutWords(response.status)]);
    else sendPlainly(form, button);
  } catch {
    idle();
    if (problem) problem.textContent = say('send.silence');
    else sendPlainly(form, button);
  }
}

prepare((part) => {
  for (const details of part.querySelectorAll('details.edit')) {
    details.addEventListener('toggle', () => details.open && details.scrollIntoView());
  }
  for (const form of part.querySelectorAll('form[data-in-place]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      send(form, event.submitter);
    });
  }
});
