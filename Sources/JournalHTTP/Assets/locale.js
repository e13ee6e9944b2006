// Dates and numbers in the visitor's locale. Without this script they stay in the server's language.

import { prepare } from './page.js';

const own = document.documentElement.lang;

/** The locales of a language's tag that the browser has. Where the system has set it, it may be no tag: "C", "en_US.UTF-8". */
function supported(tag) {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag.replace(/[.@].*/, '').replaceAll('_', '-'));
  } catch {
    return [];
  }
}

const locale = (navigator.languages ?? []).flatMap(supported)[0] ?? own;
const isOwn = locale === own;

const dates = {
  day: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  moment: { day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' },
  monthshort: { month: 'short' },
  weekdayshort: { weekday: 'short' },
  clock: { hour: 'numeric', minute: '2-digit' },
};
const numbers = {
  percent: { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 },
  number: {},
  decimal: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  signed: { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' },
  whole: { style: 'percent' },
};
const formats = {};
const dateFormat = (kind) => formats[kind] ??= new Intl.DateTimeFormat(locale, { ...dates[kind], calendar: 'gregory', timeZone: 'UTC' });
const numberFormat = (kind) => formats[kind] ??= new Intl.NumberFormat(locale, numbers[kind]);

/** An ISO 8601 day or time in the visitor's locale, but in the local time of the place where it was written. */
function date(kind, iso) {
  const local = new Date(iso.length > 10 ? `${iso.slice(0, 19)}Z` : iso);
  return dateFormat(kind).format(local);
}

/** A number in the visitor's locale; percentages are passed as percents. */
const number = (kind, value) => numberFormat(kind).format(numbers[kind].style ? value / 100 : value);

function wrapped(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** A day as in a diary's margin, with a large number, in the locale's order. */
function margin(element) {
  const parts = dateFormat('day').formatToParts(new Date(element.dateTime));
  element.replaceChildren(...parts.flatMap(({ type, value }, place) => {
    if (type === 'day') return wrapped('b', value);
    if (parts[place - 1]?.type !== 'day') return value;
    // If the number is alone on its line, a comma or full stop after it would start the next line.
    const [, sign, rest] = value.match(/^(\p{Punctuation}*)(.*)$/su);
    return [wrapped('span', sign), rest];
  }));
}

function write(element) {
  const english = element.textContent;
  const kind = element.dataset.format;
  if (element.firstElementChild) margin(element);
  else if (element.localName === 'data') element.textContent = number(kind ?? 'percent', Number(element.value));
  else if (kind) element.textContent = date(kind, element.getAttribute('datetime'));
  else element.textContent = date('clock', `1970-01-01T${english}:00`);
  if (document.title.includes(english)) document.title = document.title.replace(english, element.textContent);
  element.lang = locale;
  element.dir = 'auto';
}

// Clock times and percentages have no format attribute in the page, because there are so many of them.
prepare((part) => { if (!isOwn) part.querySelectorAll('time, data, [data-format]').forEach(write); });
