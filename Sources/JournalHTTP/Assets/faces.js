// Makes the boxes over a photo selectable, by click or keyboard.

import { prepare } from './page.js';

prepare((part) => {
  const buttons = part.querySelectorAll('.faces button');
  if (buttons.length === 0) return;
  // They stand in the same order, photo by photo.
  for (const [index, box] of part.querySelectorAll('.photo .box').entries()) {
    const button = buttons[index];
    box.closest('svg').removeAttribute('aria-hidden');
    box.setAttribute('role', 'button');
    box.setAttribute('tabindex', '0');
    box.setAttribute('aria-label', button.title);
    box.setAttribute('aria-pressed', button.ariaPressed);
    box.addEventListener('click', () => button.click());
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      button.click();
    });
  }
});
