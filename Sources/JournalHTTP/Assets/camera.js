// Takes a photo for the form for new entries: a mirrored preview, a countdown, and the picture unmirrored.

import { announce, make, say } from './page.js';
import { noteTaken } from './sending.js';

/** Opens the preview and the camera; both close together. */
export async function open() {
  const video = make('video', { autoplay: true, muted: true, playsInline: true });
  const count = make('p', { className: 'count' });
  const shoot = make('button', { type: 'button', textContent: say('camera.shoot') });
  const cancel = make('button', { type: 'button', className: 'quiet', textContent: say('camera.cancel') });
  const dialog = make('dialog', { className: 'mirror', ariaLabel: say('camera.title') }, video, count, make('div', { className: 'row' }, cancel, shoot));
  document.body.append(dialog);
  let stream;
  dialog.addEventListener('close', () => {
    stream?.getTracks().forEach((track) => track.stop());
    dialog.remove();
  });
  cancel.addEventListener('click', () => dialog.close());
  dialog.showModal();
  shoot.focus();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user', width: { ideal: 1920 } } });
  } catch {
    count.textContent = say('camera.refused');
    count.className = 'problem';
    shoot.hidden = true;
    cancel.focus();
    return;
  }
  if (!dialog.open) return stream.getTracks().forEach((track) => track.stop());
  video.srcObject = stream;
  shoot.addEventListener('click', async () => {
    shoot.disabled = true;
    if (await countDown(dialog, count)) take(video, dialog);
  });
}

/** Three, two, one; false if the preview was closed. */
async function countDown(dialog, count) {
  for (let left = 3; left > 0; left -= 1) {
    count.textContent = left;
    announce(String(left));
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    if (!dialog.open) return false;
  }
  count.textContent = '';
  return true;
}

function take(video, dialog) {
  const canvas = make('canvas', { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d').drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    dialog.close();
    const name = `${say('camera.file')} ${new Date().toLocaleTimeString()}.jpg`;
    const file = new File([blob], name, { type: 'image/jpeg' });
    noteTaken(file);
    dispatchEvent(new CustomEvent('photos', { detail: [file], cancelable: true }));
  }, 'image/jpeg', 0.92);
}
