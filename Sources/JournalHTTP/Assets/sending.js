// Sends photos to the journal, one request each, so that one bad file does not delay the others and every refusal names
// its file.

import { isolated, say } from './page.js';

/** What tells files apart; a form makes new objects of them. */
const keyOf = (file) => [file?.name, file?.size, file?.lastModified];

const taken = new Set();

/** Notes that a photo was taken just now, which is why it has no date of its own. */
export const noteTaken = (file) => taken.add(JSON.stringify(keyOf(file)));

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

// If some photos of a set failed: the entry that the others went to, by the fields they were sent with.
const albums = new Map();

/**
 * Adds an entry with the form's fields for each file, one entry with all of them if they belong together, or one without a
 * file. Calls `progress` with the number of the file being sent and the fraction of all bytes sent, 0…1. Returns the entries
 * that were added or already there, how many files went in, and which were refused.
 */
export async function send(fields, files, progress, isTogether = false) {
  const outcome = { added: [], known: [], refused: [], count: 0 };
  const total = files.reduce((sum, file) => sum + (file?.size ?? 0), 0) || 1;
  const words = [...fields].filter(([name]) => name !== 'photo' && name !== 'separate');
  const set = JSON.stringify(words);
  let album = isTogether && files[0] ? albums.get(set) : null;
  let isLost = false;
  let before = 0;
  for (const [index, file] of files.entries()) {
    progress(index + 1, before / total);
    const body = new FormData();
    const id = newID(JSON.stringify([words, ...keyOf(file)]));
    // An album's first photo makes the entry, to which the others are added.
    if (!album) for (const [name, value] of [...words, ['id', id]]) body.append(name, value);
    if (file) body.append('photo', file);
    const path = album ? `api/v1/entries/${album}/photos` : 'api/v1/entries';
    const { status, answer } = await post(path, body, (sent) => progress(index + 1, (before + Math.min(sent, file?.size ?? 0)) / total));
    before += file?.size ?? 0;
    if (status !== 200 && status !== 201) {
      isLost ||= status === 0;
      outcome.refused.push({ file, problem: answer?.detail ?? withoutWords(status) });
      continue;
    }
    outcome.count += 1;
    if (album) continue;
    if (taken.has(JSON.stringify(keyOf(file)))) answer.doubt = null;
    if (status === 201 || answer.id === id) outcome.added.push(answer);
    else outcome.known.push(answer);
    if (isTogether) album = answer.id;
  }
  if (isLost && album) albums.set(set, album);
  else albums.delete(set);
  return outcome;
}

/** What to say of a response that is not the journal's: whatever is in front of it has its own limit to what it lets through. */
export const withoutWords = (status) => say(status === 413 ? 'send.limit' : 'send.silence');

/** Only XMLHttpRequest reports the progress of an upload. */
function post(path, body, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
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
  const doubts = doubted(added).slice(0, 50).map(({ doubt, id }) => `${doubt}_${id}`).join('.');
  location.assign(`${document.baseURI}?added=${added.length}${ids && `&known=${ids}`}${doubts && `&doubted=${doubts}`}`);
}

/** Those of new entries whose time may be wrong. */
const doubted = (added) => added.filter((entry) => entry.doubt);

/** A sentence about new entries whose time may be wrong, if there are any. */
export const doubtOf = ({ added }, count = doubted(added).length) => (count > 0 ? [say('send.doubted', { count })] : []);

/** What was refused and why, one line each, and what was added. */
export function describe(outcome) {
  const { count, refused } = outcome;
  const lines = refused.map(({ file, problem }) => (file ? `${isolated(file.name)}: ${problem}` : problem));
  return [...lines, ...(count > 0 ? [say('send.kept', { count })] : []), ...doubtOf(outcome)].join('\n');
}
