// Photos may be dropped or pasted anywhere, on every page; the whole page shows that it takes them.

import { isChanged, make, say } from './page.js';
import { describe, going, send, showTimeline } from './sending.js';

/** A form that adds takes them by itself; on a page without one they go into the journal as they are. */
function take(files) {
  if (files.length === 0) return;
  const offer = new CustomEvent('photos', { detail: files, cancelable: true });
  if (dispatchEvent(offer)) addAtOnce(files);
}

async function addAtOnce(files) {
  const notice = make('p', { className: 'card notice attention problem', role: 'status' });
  document.querySelector('main').prepend(notice);
  notice.scrollIntoView({ block: 'nearest' });
  const outcome = await send([], files, (number) => { notice.textContent = going(number, files.length); });
  if (outcome.refused.length > 0) {
    notice.textContent = describe(outcome);
  } else if (isChanged(document)) {
    // Somebody is at work here, and would lose what they typed.
    const link = make('a', { href: './', textContent: say('send.see') });
    notice.replaceChildren(say('send.done', { count: files.length }), ' ', link);
  } else {
    showTimeline(outcome);
  }
}

// A picture of a page of ours that is dragged is no new one.
let isOurs = false;
addEventListener('dragstart', () => { isOurs = true; });
addEventListener('dragend', () => { isOurs = false; });

let depth = 0;
function enter(change) {
  depth = Math.max(0, depth + change);
  document.body.classList.toggle('dropping', depth > 0);
}
const listen = (name, handle) => addEventListener(name, (event) => {
  if (!isOurs && event.dataTransfer?.types.includes('Files')) handle(event);
});
listen('dragenter', () => enter(1));
listen('dragleave', () => enter(-1));
listen('dragover', (event) => event.preventDefault());
listen('drop', (event) => {
  event.preventDefault();
  enter(-depth);
  take([...event.dataTransfer.files]);
});
addEventListener('paste', (event) => {
  const files = [...event.clipboardData.files];
  // Office programs put a picture beside the words that they copy.
  const isText = event.target.matches?.('input, textarea') && event.clipboardData.types.includes('text/plain');
  if (files.length === 0 || isText) return;
  event.preventDefault();
  take(files);
});
