// Forms that change something on the page they stand on: sent without leaving it, so that it stays where it was scrolled.

import { announce, focused, fresh, prepare, say, showBusy, toast } from './page.js';

/** Puts the answered page's content in place of this one's; one that lies elsewhere is gone to. */
function show(html, address) {
  if (new URL(address).pathname !== location.pathname) return location.assign(address);
  const next = new DOMParser().parseFromString(html, 'text/html');
  const main = document.querySelector('main');
  const place = focused();
  main.replaceChildren(...next.querySelector('main').childNodes);
  document.title = next.title;
  history.replaceState(history.state, '', address.replace(/\?(done=\w+|synced)$/, ''));
  fresh(main);
  (main.querySelector(place) ?? main.querySelector('summary'))?.focus({ preventScroll: true });
  const notice = main.querySelector('.notice');
  announce(notice?.textContent ?? '');
  if (notice && notice.getBoundingClientRect().bottom < 0) toast();
}

async function send(form, button) {
  const idle = form.dataset.busy ? showBusy(form, form.dataset.busy) : () => {};
  const body = new URLSearchParams(new FormData(form, button));
  const problem = form.querySelector('.problem');
  try {
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'text/html' } });
    const html = await response.text();
    if (response.ok) return show(html, response.url);
    const page = new DOMParser().parseFromString(html, 'text/html');
    idle();
    if (problem) problem.textContent = page.querySelector('main .lead')?.textContent ?? page.title;
    else form.submit();
  } catch {
    idle();
    if (problem) problem.textContent = say('send.silence');
    else form.submit(); // the browser then says what is wrong
  }
}

prepare((part) => {
  for (const details of part.querySelectorAll('details.edit')) {
    details.addEventListener('toggle', () => details.open && details.scrollIntoView());
  }
  for (const form of part.querySelectorAll('form[data-quick]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      send(form, event.submitter);
    });
  }
});
