// Keyboard shortcuts; `?` lists them. Everything can also be reached with Tab alone.

import { make, prepare, say } from './page.js';

const pages = [...document.querySelectorAll('.top nav a')];
let waitsForPage = false;

// Single-letter shortcuts can get in the way of programs that type, such as speech input, so they can be turned off.
const isOff = () => localStorage.getItem('keys') === 'off';

const entries = () => [...document.querySelectorAll('a.entry, .queue a, .year a')];

function step(by) {
  const all = entries();
  const next = all.indexOf(document.activeElement) + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

function toField(selector, page) {
  const field = document.querySelector(selector);
  if (field) field.focus();
  else location.assign(new URL(page, document.baseURI));
}

function edit() {
  const details = document.querySelector('details.edit');
  if (!details) return;
  details.open = true;
  details.querySelector('textarea, input')?.focus();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => toField('[data-add] textarea', './#new'),
  '/': () => toField('input[type=search]', 'search'),
  e: edit,
  '?': () => sheet().showModal(),
};

function sheet() {
  const row = (key, text) => make('div', {}, make('dt', {}, make('kbd', { textContent: key })), make('dd', { textContent: text }));
  const box = make('input', { type: 'checkbox', checked: !isOff() });
  box.addEventListener('change', () => localStorage.setItem('keys', box.checked ? 'on' : 'off'));
  const close = make('button', { className: 'quiet', textContent: say('keys.close') });
  const dialog = make('dialog', { className: 'card keys' },
    make('h2', { textContent: say('keys.title') }),
    make('dl', {},
      row('j', say('keys.next')), row('k', say('keys.previous')), row('Enter', say('keys.open')),
      row('n', say('keys.add')), row('/', say('keys.search')), row('e', say('keys.edit')),
      row('?', say('keys.help')), row('Esc', say('keys.leave')),
      ...pages.map((page) => row(`g ${page.dataset.key}`, page.textContent.trim()))),
    make('label', { className: 'check' }, box, say('keys.use')),
    close);
  dialog.setAttribute('aria-label', say('keys.title'));
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (target.matches('input:not([type=radio], [type=checkbox], [type=file]), textarea, select')) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (isOff()) return;
  if (waitsForPage) {
    waitsForPage = false;
    pages.find((page) => page.dataset.key === key)?.click();
  } else if (key === 'g') {
    waitsForPage = true;
    setTimeout(() => { waitsForPage = false; }, 1500);
  } else if (keys[key]) {
    event.preventDefault();
    keys[key]();
  }
});

// A button opens the list, too.
prepare((part) => {
  for (const button of part.querySelectorAll('[data-keys]')) {
    button.hidden = false;
    button.addEventListener('click', () => sheet().showModal());
  }
});

if (location.hash === '#new') {
  document.querySelector('[data-add] textarea')?.focus();
  history.replaceState(history.state, '', location.href.split('#')[0]);
}
