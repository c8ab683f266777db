/*
 * Searches the site, on the reader's own device.
 *
 * What searches (Pagefind, some 90 kB) is fetched when someone searches, not before: at the first
 * letter, at a choice, or for an address that asks for something. Where it does not come, the pages
 * saved on this device are searched. Without this script the page says where else to look.
 */
"use strict";

import { follow } from "./choices.js";
import { make } from "./dom.js";
import * as saved from "./search-saved.js";

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

/*
 * The excerpt marks what was found and writes every other "<" and ">" as an entity. It becomes
 * text and marks, never markup.
 */
function excerpt(text) {
  const plain = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const parts = text.split(/<mark>(.*?)<\/mark>/s);
  return parts.map((part, place) => (place % 2 ? make("mark", {}, plain(part)) : plain(part)));
}

/* The link beside the picture says what it is. */
function picture(path) {
  return make("img", { src: new URL(path, ROOT), alt: "" });
}

function result({ url, meta, excerpt: found }) {
  const link = make("a", { href: url }, meta.title);
  const kind = make("p", { className: "kind" }, meta.kind);
  if (meta.grade) {
    kind.append(" ", make("span", { className: "grade" }, `Highest caution: ${meta.grade}`));
  }
  const told = make("div", {}, make("h2", {}, link), kind, make("p", {}, ...excerpt(found)));
  return make("li", {}, ...(meta.image ? [picture(meta.image)] : []), told);
}

/* The next results of a search; what they show is fetched only now. */
async function itemsOf(results) {
  const found = await Promise.all(results.slice(0, AT_ONCE).map((each) => each.data()));
  return found.map(result);
}

async function showMore() {
  const [mine, before] = [turn, waiting];
  let items = [];
  try {
    items = await itemsOf(before);
  } catch (fault) {
    if (mine === turn) count.textContent = "More results did not come through. Are you online?";
    console.warn(fault);
    return;
  }
  if (mine !== turn || waiting !== before) return; // another search began, or it was pressed twice
  waiting = before.slice(AT_ONCE);
  list.append(...items);
  more.hidden = waiting.length === 0;
  items[0].querySelector("a").focus();
}

/* The list first and the words last: whoever hears them finds in it what they say. */
function put(items, others, said) {
  waiting = others;
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
  more.hidden = others.length === 0;
  count.textContent = said;
}

function clear(said) {
  put([], [], said);
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

/* The whole site answers; or, where its index is out of reach, what is saved, and why only that. */
async function ask(query, filters) {
  const here = async (why) => ({ ...(await saved.search(query, filters)), why });
  if (!navigator.onLine) return here("You are not connected");
  try {
    return await (await load()).search(query, filters);
  } catch (fault) {
    engine = null;
    console.warn(fault);
    return here("The search did not come through");
  }
}

/* A search of few pages, or of none, must not read as one of the whole site. */
function sayWhere({ why, searched }) {
  if (!why) return "";
  if (searched === 0) return `${why}, and no page is saved on this device.`;
  return `${why}: only the pages saved on this device were searched.`;
}

async function search(query, choices, mine) {
  const answer = await ask(query || null, { filters: filtersOf(choices) });
  if (mine !== turn) return;
  const found = query ? answer.results.filter((each) => each.score > 0) : answer.results;
  const items = await itemsOf(found);
  if (mine !== turn) return;
  const where = sayWhere(answer);
  const said = answer.searched === 0 ? where : `${say(found.length, query)} ${where}`.trim();
  put(items, found.slice(AT_ONCE), said);
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
  more.querySelector("button").addEventListener("click", showMore);
  if (!words.value) words.focus();
}

start();
