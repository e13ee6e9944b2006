// Shared by the scripts of all pages. They only make pages quicker to use; without them, the forms do the same.

const words = JSON.parse(document.getElementById('words').textContent);
const plural = new Intl.PluralRules(document.documentElement.lang);
const live = document.querySelector('.live');

/** The server's sentence with this name, with `{…}` filled in; `count` chooses between its `.one`, `.other` and so on. */
export function say(name, values = {}) {
  const form = `${name}.${plural.select(values.count)}`;
  const sentence = words[name] ?? words[form] ?? words[`${name}.other`] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** What somebody wrote, for a sentence of ours: its direction changes nothing around it. */
export const isolated = (text) => `\u2068${text}\u2069`;

/** Announces something to people who cannot see the page change. */
export const announce = (sentence) => { if (live.textContent !== sentence) live.textContent = sentence; };

/** Shows the announcement for a while, in case its place on the page is out of view. */
export function toast() {
  live.classList.add('toast', 'card');
  setTimeout(() => live.classList.remove('toast', 'card'), 5000);
}

/** Prepares the page, and everything inserted into it later. */
export function prepare(part) {
  part(document);
  addEventListener('fresh', ({ detail }) => part(detail));
}

/** Tells all modules that an element was inserted into the page. */
export const fresh = (element) => dispatchEvent(new CustomEvent('fresh', { detail: element }));

/** Creates an element from its properties and content. */
export function make(name, properties = {}, ...content) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

/** A selector for an element that also matches the element that replaces it. */
export function placeOf(element) {
  const words = (name, of = element) => `[${name}="${CSS.escape(of.getAttribute(name) ?? '')}"]`;
  if (!element?.matches('a, button')) return 'summary';
  if (element.localName === 'a') return `a${words('href')}`;
  // Several forms may ask the same of several photos.
  const photo = element.form?.elements.facePhoto?.value;
  const form = photo ? `form:has([name=facePhoto][value="${photo}"]) ` : '';
  if (element.name) return `${form}button${words('name')}${words('value')}`;
  return element.form ? `form${words('action', element.form)} button` : 'summary';
}

/** Whether a part contains unsent input. */
export const isChanged = (part) => [...part.querySelectorAll('textarea, input')]
  .some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);

/** Shows that a form is being sent, and prevents sending it twice; the returned function restores it. */
export function showBusy(form, sentence) {
  const button = form.querySelector('button:not([type=button])');
  const idle = button.dataset.idle ??= button.textContent;
  button.disabled = true;
  button.textContent = sentence;
  announce(sentence);
  return () => {
    button.disabled = false;
    button.textContent = idle;
  };
}

addEventListener('submit', ({ target }) => target.dataset.busy && showBusy(target, target.dataset.busy));

// A notice is shown once: reloading the page, or coming back to it, shows it without.
if (document.querySelector('.notice')) {
  const url = new URL(location);
  for (const name of ['added', 'known', 'refused', 'doubted', 'synced', 'done']) url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
}

// A page restored from the back/forward cache may be outdated, or still busy: reload it.
addEventListener('pageshow', (event) => event.persisted && location.reload());
