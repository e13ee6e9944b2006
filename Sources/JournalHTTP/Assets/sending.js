// Photos on their way into the journal, one request each, so that one bad file keeps nobody waiting and every refusal
// names its file.

import { say } from './page.js';

const ids = new Map();

/** The id of an entry to be: the same for the same content, so that sending it again after a lost answer adds nothing. */
function newID(content) {
  if (!ids.has(content)) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let index = 5; index >= 0; index -= 1, time = Math.floor(time / 256)) bytes[index] = time % 256;
    bytes[6] = 0x70 | (bytes[6] & 15);
    bytes[8] = 0x80 | (bytes[8] & 63);
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    ids.set(content, digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  }
  return ids.get(content);
}

/**
 * Adds the fields of a form once for each file, or once without. Tells `progress` of the number of the file on its way
 * and of how much of all is there, 0…1. Returns what was added, what was there already, and what was refused.
 */
export async function send(fields, files, progress) {
  const outcome = { added: [], known: [], refused: [] };
  const total = files.reduce((sum, file) => sum + (file?.size ?? 0), 0) || 1;
  let before = 0;
  for (const [index, file] of files.entries()) {
    progress(index + 1, before / total);
    const body = new FormData();
    for (const [name, value] of fields) if (name !== 'photo') body.append(name, value);
    const id = newID(JSON.stringify([[...body], file?.name, file?.size, file?.lastModified]));
    body.append('id', id);
    if (file) body.append('photo', file);
    const { status, answer } = await post(body, (sent) => progress(index + 1, (before + Math.min(sent, file?.size ?? 0)) / total));
    before += file?.size ?? 0;
    if (status === 201 || (status === 200 && answer.id === id)) outcome.added.push(answer);
    else if (status === 200) outcome.known.push(answer);
    else outcome.refused.push({ file, problem: answer?.detail ?? say('send.silence') });
  }
  return outcome;
}

/** Only an XMLHttpRequest tells how far an upload has come. */
function post(body, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', 'api/v1/entries');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    request.addEventListener('loadend', () => resolve({ status: request.status, answer: request.response }));
    request.send(body);
  });
}

/** What is said of the photo on its way. */
export const going = (number, total) => (total > 1 ? say('send.going', { number, total }) : say('send.single'));

/** To the timeline, which says what came in. */
export function showTimeline({ added, known }) {
  const ids = known.map((entry) => entry.id).join('.');
  location.assign(`${document.baseURI}?added=${added.length}${ids && `&known=${ids}`}`);
}

/** What was refused and why, a line for each, and what was not. */
export function describe({ added, known, refused }) {
  const count = added.length + known.length;
  const lines = refused.map(({ file, problem }) => (file ? `${file.name}: ${problem}` : problem));
  return [...lines, ...(count > 0 ? [say('send.kept', { count })] : [])].join('\n');
}
