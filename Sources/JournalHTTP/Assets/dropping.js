// Photos can be dropped or pasted anywhere on every page; the whole page shows that it accepts them.

import { isChanged, make, say } from './page.js';
import { describe, doubtOf, going, send, showTimeline } from './sending.js';

/** A form for new entries takes the photos itself; on a page without one, they are added to the journal directly. */
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
    // There is unsent input here, which leaving the page would lose.
    const link = make('a', { href: './', textContent: say('send.see') });
    const sentences = [say('send.done', { count: files.length }), ...doubtOf(outcome)];
    notice.replaceChildren(sentences.join(' '), ' ', link);
  } else {
    showTimeline(outcome);
  }
}

// Dragging a picture of our own page does not add it.
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
  // Office programs also copy text as a picture.
  const isText = event.target.matches?.('input, textarea') && event.clipboardData.types.includes('text/plain');
  if (files.length === 0 || isText) return;
  event.preventDefault();
  take(files);
});
