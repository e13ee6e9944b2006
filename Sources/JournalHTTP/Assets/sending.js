// Sends photos to the journal, one request each, so that one bad file does not delay the others and every refusal names
// its file.

import { say } from './page.js';

const ids = new Map();

/** A new entry's ID. The same content has the same ID, so sending it again after a lost response adds nothing. */
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
 * Adds an entry with the form's fields for each file, or one without a file. Calls `progress` with the number of the
 * file being sent and the fraction of all bytes sent, 0…1. Returns what was added, already there, and refused.
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

/** Only XMLHttpRequest reports the progress of an upload. */
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

/** The text while a photo is being sent. */
export const going = (number, total) => (total > 1 ? say('send.going', { number, total }) : say('send.single'));

/** Goes to the timeline, which shows what was added. */
export function showTimeline({ added, known }) {
  const ids = known.map((entry) => entry.id).join('.');
  location.assign(`${document.baseURI}?added=${added.length}${ids && `&known=${ids}`}`);
}

/** What was refused and why, one line each, and what was added. */
export function describe({ added, known, refused }) {
  const count = added.length + known.length;
  const lines = refused.map(({ file, problem }) => (file ? `${file.name}: ${problem}` : problem));
  return [...lines, ...(count > 0 ? [say('send.kept', { count })] : [])].join('\n');
}
