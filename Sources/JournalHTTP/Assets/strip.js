// Moves through the photos of an entry with the arrow keys, and keeps the one in view when the page is renewed.

import { prepare } from './page.js';

let shown = 0;

prepare((part) => {
  const strip = part.querySelector('.strip');
  if (!strip) return;
  const last = strip.querySelectorAll('.photo').length - 1;
  const links = [...part.querySelectorAll('.places a')];

  // Where writing goes to the left, so do the photos, and the distance scrolled is negative.
  const direction = getComputedStyle(strip).direction === 'rtl' ? -1 : 1;
  const place = () => Math.min(Math.round(direction * strip.scrollLeft / strip.clientWidth) || 0, last);
  const go = (index, behavior = 'auto') => strip.scrollTo({ left: direction * index * strip.clientWidth, behavior });

  // A phone that is turned moves every photo: then the one in view stays, and what was scrolled says nothing.
  let width = strip.clientWidth;
  new ResizeObserver(() => {
    if (strip.clientWidth === width) return;
    width = strip.clientWidth;
    go(shown, 'instant');
  }).observe(strip);

  function mark() {
    if (strip.clientWidth !== width) return;
    shown = place();
    for (const [index, link] of links.entries()) {
      if (index === shown) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  strip.addEventListener('scroll', mark, { passive: true });
  strip.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== strip) return;
    const goal = { ArrowLeft: place() - direction, ArrowRight: place() + direction, Home: 0, End: last }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    go(Math.min(Math.max(goal, 0), last));
  });
  // Without the script, the links lead to the photos; with it, the page itself does not scroll.
  for (const [index, link] of links.entries()) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      go(index);
    });
  }
  if (shown > 0) go(shown, 'instant');
  mark();
});
