/*
 * Searches the pages that are saved on this device, where the index of the site is out of reach.
 *
 * It takes and gives what Pagefind does. A page is found if each word that is looked for begins a
 * word of it, and if it has every filter; those with the words in their names come first.
 */

import { pages } from "./kept.js";

const BEFORE = 8; // words of an excerpt before what was found, and from there on
const AFTER = 16;

const wordsOf = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
/* "squats" finds "squat", as well as the other way round. */
const stem = (word) => (word.length > 3 ? word.replace(/s$/, "") : word);
const has = (text, word) => wordsOf(text).some((each) => each.startsWith(word));

/* What the page says of itself for the search; a page without a body for it is not searched. */
function read({ title, page, address }) {
  const body = page.querySelector("[data-pagefind-body]");
  if (!body) return null;
  body.querySelectorAll("[data-pagefind-ignore]").forEach((part) => part.remove());
  const said = (name) => page.querySelector(`meta[name="search:${name}"]`)?.content;
  const filters = [...page.querySelectorAll("meta[data-pagefind-filter]")].map((node) =>
    node.dataset.pagefindFilter.replace("[content]", ""),
  );
  const [also, kind, grade, image] = ["also", "kind", "grade", "figure"].map(said);
  const meta = { title, also, kind, grade, image };
  const text = body.textContent.split(/\s+/).filter(Boolean);
  return { url: address, meta, filters, text };
}

const encoded = (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function excerpt(text, wanted) {
  const isFound = (part) => wanted.some((word) => has(part, word));
  const place = Math.max(text.findIndex(isFound), 0);
  const parts = text.slice(Math.max(place - BEFORE, 0), place + AFTER);
  return parts
    .map((part) => (isFound(part) ? `<mark>${encoded(part)}</mark>` : encoded(part)))
    .join(" ");
}

/** Return the saved pages that fit, best first; `searched` is how many there are at all. */
export async function search(query, { filters }) {
  const wanted = wordsOf(query ?? "").map(stem);
  const every = (await pages()).map(read).filter(Boolean);
  const found = every
    .map((page) => {
      const names = `${page.meta.title} ${page.meta.also ?? ""}`;
      const all = `${names} ${page.text.join(" ")}`;
      const fits = Object.keys(filters).every((name) => page.filters.includes(name));
      const isFound = fits && wanted.every((word) => has(all, word));
      return { page, score: isFound ? 1 + wanted.filter((word) => has(names, word)).length : 0 };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  const results = found.map(({ page, score }) => ({
    score,
    data: async () => ({ ...page, excerpt: excerpt(page.text, wanted) }),
  }));
  return { results, searched: every.length };
}
