/*
 * Searches the site, on the reader's own device.
 *
 * What searches (Pagefind, some 90 kB) is fetched when someone searches, not before: at the first
 * letter, at a choice, or for an address that asks for something. Without this script the page
 * says where else to look.
 */
"use strict";

import { follow } from "./choices.js";

const ROOT = new URL("..", import.meta.url);
const AT_ONCE = 10; // results on the page, until the reader asks for more
const PAUSE = 250; // milliseconds without a key, after which a word counts as typed
const OPTIONS = {
  baseUrl: ROOT.pathname,
  noWorker: true, // a second copy of the engine to fetch, for work of a few milliseconds
  metaCacheTag: "1", // not the time of day, so that a copy kept on the device is found again
  excerptLength: 24,
  // Other names weigh almost as much as the title; where a figure's file lies is no word to find.
  ranking: { metaWeights: { title: 5, also: 4, kind: 0.5, grade: 0, image: 0 } },
};

const form = document.querySelector("form.search");
const words = form.querySelector("[type=search]");
const count = form.querySelector(".count");
const reset = form.querySelector("[type=reset]");
const narrow = form.querySelector(".narrow");
const list = document.querySelector(".results");
const more = document.querySelector(".more");

let engine = null;
let turn = 0; // of the search that counts: one that is overtaken shows nothing
let waiting = [];

function load() {
  engine ??= import(new URL("pagefind/pagefind.js", ROOT)).then(async (pagefind) => {
    await pagefind.options(OPTIONS);
    return pagefind;
  });
  return engine;
}

function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/*
 * The excerpt marks what was found and writes every other "<" and ">" as an entity. It becomes
 * text and marks, never markup.
 */
function excerpt(text) {
  const plain = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const parts = text.split(/<mark>(.*?)<\/mark>/s);
  return parts.map((part, place) => (place % 2 ? element("mark", "", plain(part)) : plain(part)));
}

function picture(path) {
  const image = element("img");
  image.src = new URL(path, ROOT);
  image.alt = ""; // the link beside it says what it is
  return image;
}

function result({ url, meta, excerpt: found }) {
  const link = element("a", "", meta.title);
  link.href = url;
  const kind = element("p", "kind", meta.kind);
  if (meta.grade) kind.append(" ", element("span", "grade", `Highest caution: ${meta.grade}`));
  const told = element("div", "", element("h2", "", link), kind, element("p", "", ...excerpt(found)));
  return element("li", "", ...(meta.image ? [picture(meta.image)] : []), told);
}

async function showSome(mine) {
  const next = waiting.slice(0, AT_ONCE);
  const found = await Promise.all(next.map((each) => each.data()));
  if (mine !== turn) return null;
  waiting = waiting.slice(AT_ONCE);
  const items = found.map(result);
  list.append(...items);
  more.hidden = waiting.length === 0;
  return items[0];
}

function clear(said) {
  waiting = [];
  list.replaceChildren();
  list.hidden = true;
  more.hidden = true;
  count.textContent = said;
}

function say(results, query) {
  const about = query ? ` for “${query}”` : "";
  if (results === 0) return `Nothing found${about}. Try another word, or fewer choices.`;
  return `${results} result${results === 1 ? "" : "s"}${about}`;
}

/* The index has a filter for each value, named by both. */
function filtersOf(choices) {
  return Object.fromEntries(choices.map(([name, value]) => [`${name}--${value}`, "yes"]));
}

async function search(query, choices, mine) {
  const pagefind = await load();
  const filters = filtersOf(choices);
  const { results } = await pagefind.search(query || null, { filters });
  if (mine !== turn) return;
  const found = query ? results.filter((each) => each.score > 0) : results;
  clear(say(found.length, query));
  waiting = found;
  await showSome(mine);
  list.hidden = found.length === 0;
}

function failed(fault, mine) {
  if (mine !== turn) return;
  engine = null;
  clear("The search did not come through. Are you online? You find everything from A to Z as well.");
  console.warn(fault);
}

function show(choices) {
  turn += 1;
  const mine = turn;
  const query = choices.find(([name]) => name === "q")?.[1] ?? "";
  const others = choices.filter(([name]) => name !== "q");
  reset.hidden = choices.length === 0;
  if (others.length > 0) narrow.open = true; // what narrows is seen
  if (choices.length === 0) {
    clear("");
  } else {
    count.textContent = "Searching …";
    search(query, others, mine).catch((fault) => { failed(fault, mine); });
  }
}

function start() {
  document.querySelector(".search-off").hidden = true;
  const changed = follow(form, show);
  let typed = 0;
  words.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => { changed(false); }, PAUSE);
  });
  form.addEventListener("submit", () => { clearTimeout(typed); });
  more.querySelector("button").addEventListener("click", async () => {
    const first = await showSome(turn);
    first?.querySelector("a").focus();
  });
  if (!words.value) words.focus();
}

start();
