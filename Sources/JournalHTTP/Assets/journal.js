// Everything here only makes the pages quicker to use; without it the forms do the same.

const live = document.querySelector('.live');

/** Says something to those who do not see the page change. */
const announce = (sentence) => { live.textContent = sentence; };

/** A form that takes a while says so and cannot be sent twice. */
function showBusy(form, sentence) {
  const button = form.querySelector('button[type=submit]');
  button.disabled = true;
  button.textContent = sentence;
  announce(sentence);
}

/** What is in the file field, to look at: a small picture and the name of each. */
function showChosen(label, files) {
  label.querySelector('.chosen')?.remove();
  label.querySelector('.hint').hidden = files.length > 0;
  if (files.length === 0) return;
  const chosen = document.createElement('div');
  chosen.className = 'chosen';
  for (const file of files.slice(0, 6)) chosen.append(preview(file));
  if (files.length > 6) chosen.append(`and ${files.length - 6} more`);
  label.prepend(chosen);
  announce(`Ready to add: ${files.map((file) => file.name).join(', ')}`);
}

function preview(file) {
  const figure = document.createElement('figure');
  const image = document.createElement('img');
  const release = () => URL.revokeObjectURL(image.src);
  image.alt = '';
  image.src = URL.createObjectURL(file);
  image.addEventListener('load', release);
  image.addEventListener('error', () => { release(); image.remove(); });
  const name = document.createElement('figcaption');
  name.textContent = file.name;
  name.title = file.name;
  figure.append(image, name);
  return figure;
}

/**
 * Adds photos one request each, so that one bad file keeps nobody waiting and every refusal names its file.
 * Returns the numbers for the timeline's notice and what was refused.
 */
async function send(fields, files, progress) {
  const outcome = { added: 0, known: 0, refused: [] };
  for (const [index, file] of files.entries()) {
    progress(index + 1);
    const body = new FormData();
    for (const [name, value] of fields) if (name !== 'photo') body.append(name, value);
    if (file) body.append('photo', file);
    const problem = await post(body, outcome);
    if (problem) outcome.refused.push({ file, problem });
  }
  return outcome;
}

async function post(body, outcome) {
  try {
    const response = await fetch('api/v1/entries', { method: 'POST', body });
    if (!response.ok) return (await response.json()).detail;
    outcome[response.status === 201 ? 'added' : 'known'] += 1;
    return null;
  } catch {
    return 'The journal does not answer; is `journal serve` still running?';
  }
}

const showTimeline = ({ added, known }) => location.assign(`${document.baseURI}?added=${added}&known=${known}`);

/** The form for a new entry: shows what was chosen, sends it, and keeps everything typed when something is refused. */
function prepareAdding(form) {
  const input = form.querySelector('input[type=file]');
  const label = form.querySelector('.drop');
  const button = form.querySelector('button[type=submit]');
  const problem = form.querySelector('.problem');
  const idle = button.textContent;

  const choose = (files) => {
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
    problem.textContent = '';
    showChosen(label, [...input.files]);
  };
  input.addEventListener('change', () => showChosen(label, [...input.files]));
  showChosen(label, [...input.files]); // a browser that reloads may keep what was chosen

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const files = input.files.length > 0 ? [...input.files] : [null];
    problem.textContent = '';
    const outcome = await send(new FormData(form), files, (number) => {
      showBusy(form, files.length > 1 ? `Adding ${number} of ${files.length}…` : 'Adding…');
    });
    if (outcome.refused.length === 0) return showTimeline(outcome);
    button.disabled = false;
    button.textContent = idle;
    const refusedFiles = outcome.refused.flatMap(({ file }) => file ?? []);
    choose(refusedFiles);
    problem.textContent = describe(outcome);
  });

  return (files) => {
    choose(files);
    form.scrollIntoView({ block: 'nearest' });
    button.focus();
  };
}

function describe({ added, known, refused }) {
  const count = added + known;
  const kept = count > 0 ? [`${count} other ${count === 1 ? 'photo is' : 'photos are'} in your journal.`] : [];
  return [...refused.map(({ file, problem }) => (file ? `${file.name}: ${problem}` : problem)), ...kept].join('\n');
}

/** On a page without the form, a dropped photo goes into the journal as it is. */
async function addAtOnce(files) {
  const notice = document.createElement('p');
  notice.className = 'card notice attention problem';
  notice.setAttribute('role', 'status');
  document.querySelector('main').prepend(notice);
  notice.scrollIntoView({ block: 'nearest' });
  const outcome = await send([], files, (number) => {
    notice.textContent = `Adding ${number} of ${files.length}…`;
  });
  if (outcome.refused.length === 0) return showTimeline(outcome);
  notice.textContent = describe(outcome);
}

/** Photos may be dropped anywhere on the page; the whole page shows that it takes them. */
function acceptDrops(take) {
  let depth = 0;
  const enter = (change) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle('dropping', depth > 0);
  };
  const listen = (name, handle) => addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes('Files')) handle(event);
  });
  listen('dragenter', () => enter(1));
  listen('dragleave', () => enter(-1));
  listen('dragover', (event) => event.preventDefault());
  listen('drop', (event) => {
    event.preventDefault();
    enter(-depth);
    take([...event.dataTransfer.files]);
  });
}

const add = document.querySelector('[data-add]');
acceptDrops(add ? prepareAdding(add) : addAtOnce);
for (const form of document.querySelectorAll('[data-busy]')) {
  form.addEventListener('submit', () => showBusy(form, form.dataset.busy));
}

// A notice is told once: loading the page again, or coming back to it, shows the page without.
if (document.querySelector('.notice')) history.replaceState(null, '', location.pathname);

// A page that the browser kept while it was away comes back as it was left: ready.
addEventListener('pageshow', (event) => event.persisted && location.reload());
