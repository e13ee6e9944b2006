// What every page's script shares. Everything here only makes the pages quicker to use; without it the forms do the same.

const words = JSON.parse(document.getElementById('words').textContent);
const plural = new Intl.PluralRules(document.documentElement.lang);
const live = document.querySelector('.live');

/** A sentence of the server's by its name, with `{…}` filled in; `count` chooses between its `.one` and `.other`. */
export function say(name, values = {}) {
  const sentence = words[name] ?? words[`${name}.${plural.select(values.count)}`] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Says something to those who do not see the page change. */
export const announce = (sentence) => { if (live.textContent !== sentence) live.textContent = sentence; };

/** Shows for a while what was announced, to those who do not see where it stands. */
export function toast() {
  live.classList.add('toast', 'card');
  setTimeout(() => live.classList.remove('toast', 'card'), 5000);
}

/** Prepares the page, and whatever comes into it later. */
export function prepare(part) {
  part(document);
  addEventListener('fresh', ({ detail }) => part(detail));
}

/** Tells everyone that an element came into the page. */
export const fresh = (element) => dispatchEvent(new CustomEvent('fresh', { detail: element }));

/** Makes an element: its properties, then what is in it. */
export function make(name, properties = {}, ...content) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

/** Words for an element that fit the one that comes in its place, too. */
export function placeOf(element) {
  const words = (name, of = element) => `[${name}="${CSS.escape(of.getAttribute(name) ?? '')}"]`;
  if (!element?.matches('a, button')) return 'summary';
  if (element.localName === 'a') return `a${words('href')}`;
  if (element.name) return `button${words('name')}${words('value')}`;
  return element.form ? `form${words('action', element.form)} button` : 'summary';
}

/** Whether something was typed or chosen in a part that is not sent yet. */
export const isChanged = (part) => [...part.querySelectorAll('textarea, input')]
  .some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);

/** A form that takes a while says so and cannot be sent twice; the answer makes it as it was. */
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

// A notice is told once: loading the page again, or coming back to it, shows the page without.
if (document.querySelector('.notice')) {
  const url = new URL(location);
  for (const name of ['added', 'known', 'refused', 'synced', 'done']) url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
}

// A page that the browser kept while it was away comes back as it was left: ready.
addEventListener('pageshow', (event) => event.persisted && location.reload());
