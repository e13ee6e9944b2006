// The form for a new entry: shows the chosen photos, sends them, and keeps all input if something is refused.

import { announce, isolated, make, say, showBusy } from './page.js';
import { describe, going, send, showTimeline } from './sending.js';

const form = document.querySelector('[data-add]');

function prepareAdding() {
  const input = form.querySelector('input[type=file]');
  const chosen = form.querySelector('.chosen');
  const problem = form.querySelector('.problem');
  const bar = form.querySelector('progress');
  const button = form.querySelector('button[type=submit]');

  function choose(files) {
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
    problem.textContent = '';
    showChosen();
  }

  /** Shows the chosen files: a small picture and the name of each. */
  function showChosen() {
    const files = [...input.files];
    const more = files.length > 6 ? [make('li', { textContent: say('add.more', { count: files.length - 6 }) })] : [];
    chosen.replaceChildren(...files.slice(0, 6).map(preview), ...more);
    form.classList.toggle('has-photos', files.length > 0);
    judge(files);
    if (files.length > 0) announce(say('add.ready', { names: files.map((file) => isolated(file.name)).join(', ') }));
  }

  // Photos of one moment become one entry, others an entry each, unless somebody has said otherwise.
  const sets = form.querySelector('.together');
  let isDecided = false;
  sets.addEventListener('change', () => { isDecided = true; });

  function judge(files) {
    form.classList.toggle('several', files.length > 1);
    if (files.length < 2) {
      isDecided = false;
      return;
    }
    sets.querySelector('legend').textContent = say('add.become', { count: files.length });
    if (isDecided) return;
    const times = files.map((file) => file.lastModified);
    const isOneMoment = Math.max(...times) - Math.min(...times) <= 3 * 3600 * 1000;
    form.elements.separate.value = isOneMoment ? 'false' : 'true';
  }

  function preview(file) {
    const image = make('img', { alt: '', src: URL.createObjectURL(file) });
    const release = () => URL.revokeObjectURL(image.src);
    image.addEventListener('load', release);
    image.addEventListener('error', () => { release(); image.remove(); });
    const remove = make('button', { type: 'button', className: 'remove', textContent: '×', ariaLabel: say('add.remove', { name: isolated(file.name) }) });
    remove.addEventListener('click', () => {
      choose([...input.files].filter((other) => other !== file));
      input.focus();
    });
    return make('li', {}, image, remove, make('span', { dir: 'auto', textContent: file.name, title: file.name }));
  }

  input.addEventListener('change', showChosen);
  showChosen(); // browsers may keep the chosen files across a reload

  addEventListener('photos', (event) => {
    event.preventDefault();
    choose([...input.files, ...event.detail]);
    form.scrollIntoView({ block: 'nearest' });
    button.focus({ preventScroll: true });
  });

  const camera = form.querySelector('.camera');
  camera.hidden = !navigator.mediaDevices?.getUserMedia;
  camera.addEventListener('click', async () => (await import('./camera.js')).open());

  // Input survives a visit to another page.
  const fields = [...form.elements].filter(({ name }) => ['note', 'tags', 'felt', 'private'].includes(name));
  const what = ({ type }) => (type === 'radio' || type === 'checkbox' ? 'checked' : 'value');
  const draft = JSON.parse(sessionStorage.getItem('draft') ?? '[]');
  for (const [index, value] of draft.entries()) fields[index][what(fields[index])] ||= value;
  const keep = () => sessionStorage.setItem('draft', JSON.stringify(fields.map((field) => field[what(field)])));
  form.addEventListener('input', keep);

  // A second tap clears a mood that was chosen by mistake.
  let before = form.elements.felt.value;
  form.addEventListener('click', ({ target }) => {
    if (target.name !== 'felt') return;
    if (target.value === before) target.checked = false;
    before = form.elements.felt.value;
    keep();
  });

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const files = input.files.length > 0 ? [...input.files] : [null];
    problem.textContent = '';
    let idle = () => {};
    const outcome = await send(new FormData(form), files, (number, share) => {
      idle = showBusy(form, going(number, files.length));
      bar.hidden = input.files.length === 0;
      bar.value = share;
    }, form.elements.separate.value === 'false');
    if (outcome.refused.length === 0) {
      sessionStorage.removeItem('draft');
      return showTimeline(outcome);
    }
    idle();
    bar.hidden = true;
    choose(outcome.refused.flatMap(({ file }) => file ?? []));
    problem.textContent = describe(outcome);
    problem.scrollIntoView({ block: 'nearest' });
  });
}

if (form) prepareAdding();
