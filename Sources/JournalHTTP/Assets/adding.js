// The form for a new entry: shows what was chosen, sends it, and keeps everything typed when something is refused.

import { announce, make, say, showBusy } from './page.js';
import { describe, going, send, showTimeline } from './sending.js';

const form = document.querySelector('[data-add]');
const input = form.querySelector('input[type=file]');
const label = form.querySelector('.drop');
const problem = form.querySelector('.problem');
const bar = form.querySelector('progress');

/** What is in the file field, to look at: a small picture and the name of each. */
function showChosen() {
  const files = [...input.files];
  label.querySelector('.chosen')?.remove();
  label.querySelector('.hint').hidden = files.length > 0;
  if (files.length === 0) return;
  const more = files.length > 6 ? [say('add.more', { count: files.length - 6 })] : [];
  label.prepend(make('div', { className: 'chosen' }, ...files.slice(0, 6).map(preview), ...more));
  announce(say('add.ready', { names: files.map((file) => file.name).join(', ') }));
}

function preview(file) {
  const image = make('img', { alt: '', src: URL.createObjectURL(file) });
  const release = () => URL.revokeObjectURL(image.src);
  image.addEventListener('load', release);
  image.addEventListener('error', () => { release(); image.remove(); });
  return make('figure', {}, image, make('figcaption', { textContent: file.name, title: file.name }));
}

function choose(files) {
  const kept = new DataTransfer();
  for (const file of files) kept.items.add(file);
  input.files = kept.files;
  problem.textContent = '';
  showChosen();
}

input.addEventListener('change', showChosen);
showChosen(); // a browser that reloads may keep what was chosen

addEventListener('photos', (event) => {
  event.preventDefault();
  choose([...input.files, ...event.detail]);
  form.scrollIntoView({ block: 'nearest' });
  form.querySelector('button:not([type=button])').focus();
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const files = input.files.length > 0 ? [...input.files] : [null];
  problem.textContent = '';
  let idle = () => {};
  const outcome = await send(new FormData(form), files, (number, share) => {
    idle = showBusy(form, going(number, files.length));
    bar.hidden = !input.files.length;
    bar.value = share;
  });
  if (outcome.refused.length === 0) return showTimeline(outcome);
  idle();
  bar.hidden = true;
  choose(outcome.refused.flatMap(({ file }) => file ?? []));
  problem.textContent = describe(outcome);
});
