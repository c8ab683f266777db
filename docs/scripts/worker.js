/*
 * The service worker: what has been visited works without a connection.
 *
 * A page comes from the site whenever it answers in time, so that a corrected caution reaches
 * people; only then, from the copy on this device, and the page says so with its date. What
 * belongs to a page comes from where the page came from, so that the two always fit.
 *
 * The build fills in the two constants, and puts this file at the root of the site.
 */
"use strict";

const BUILD = "";
const SHELL = [];

const PATIENCE = 4000; // milliseconds until a copy is better than waiting
const SCOPE = self.registration.scope;

// Other sites may stand on the same host, each below a path of its own.
const OURS = `limber:${new URL(SCOPE).pathname}:`;
const READY = `${OURS}ready:${BUILD}`; // what every page rests on, and the cautions
const KEPT = `${OURS}kept`; // what was visited; it outlives a build
const SAVED = "x-saved";

// Never kept: the editors' pages, the search, which needs a connection, and this file.
const NEVER = /^(admin|pagefind)\/|^search\/search_index\.json$|^sw\.js$/;
// The name has a hash of what is in it, or it is a typeface: the same address, the same bytes.
const LASTING = /\.[0-9a-f]{8}\.min\.\w+$|\.woff2$/;

const shell = new Set(SHELL.map((path) => new URL(path, SCOPE).href));
const copies = new Map(); // the pages that are shown from a copy, by client: when saved, and why

function bare(address) {
  const url = new URL(address);
  url.hash = "";
  url.search = ""; // what somebody looked for is not kept
  return url.href;
}

function isOurs(address) {
  return address.startsWith(SCOPE) && !NEVER.test(address.slice(SCOPE.length));
}

/* --- copies --------------------------------------------------------------------------------- */

async function find(address) {
  const cache = await caches.open(shell.has(address) ? READY : KEPT);
  return cache.match(address, { ignoreVary: true });
}

/* Forget a page with all that is below it: a withdrawn routine takes its sheets along. */
async function forget(address) {
  const cache = await caches.open(KEPT);
  const gone = (await cache.keys()).filter(({ url }) => url.startsWith(address));
  await Promise.all(gone.map((request) => cache.delete(request)));
}

function isWhole(answer) {
  return answer.status === 200 && answer.type === "basic" && !answer.redirected;
}

async function save(address, answer) {
  const headers = new Headers(answer.headers);
  headers.set(SAVED, new Date().toISOString());
  headers.delete("content-encoding"); // the body is plain by now
  headers.delete("content-length");
  const copy = new Response(await answer.blob(), { headers });
  const cache = await caches.open(shell.has(address) ? READY : KEPT);
  try {
    await cache.put(address, copy.clone());
  } catch (fault) {
    if (fault.name !== "QuotaExceededError") throw fault;
    await makeRoom();
    await cache.put(address, copy);
  }
}

/* The device is full: the older half of what was visited goes. */
async function makeRoom() {
  const cache = await caches.open(KEPT);
  const found = await Promise.all(
    (await cache.keys()).map(async (request) => {
      const copy = await cache.match(request);
      return { request, saved: copy?.headers.get(SAVED) ?? "" };
    }),
  );
  found.sort((one, other) => one.saved.localeCompare(other.saved));
  const old = found.slice(0, Math.ceil(found.length / 2));
  await Promise.all(old.map(({ request }) => cache.delete(request)));
}

/* Keep an answer, or forget what is no longer there: nothing that was withdrawn lives on. */
async function settle(address, answer) {
  if (isWhole(answer)) await save(address, answer);
  else if (answer.status === 404 || answer.status === 410) await forget(address);
}

/* --- answers -------------------------------------------------------------------------------- */

/* Of a page no browser's own cache may know better: it is asked for anew. */
function cacheFor(address) {
  return { cache: /(\/|\.html)$/.test(address) ? "no-cache" : "default" };
}

function ask(event, address) {
  const asked = fetch(event.request, cacheFor(address));
  const settled = asked.then((answer) => settle(address, answer.clone()));
  event.waitUntil(settled.catch(() => {})); // without a connection, or room, there is no copy
  return asked;
}

/* The site's answer, or why there is none in time. */
async function inTime(asked) {
  let timer;
  const slow = new Promise((resolve) => { timer = setTimeout(resolve, PATIENCE, { why: "slow" }); });
  const known = asked.then(
    (answer) => (answer.status < 500 ? { answer } : { why: "broken" }),
    () => ({ why: "offline" }),
  );
  const first = await Promise.race([known, slow]);
  clearTimeout(timer);
  return first;
}

async function page(event, address) {
  const asked = ask(event, address);
  const copy = await find(address);
  if (!copy) return asked.catch(() => standIn(address));
  const { answer, why } = await inTime(asked);
  if (answer) return answer;
  copies.set(event.resultingClientId, { saved: copy.headers.get(SAVED), why });
  if (why === "slow") event.waitUntil(asked.then(() => tell(event.resultingClientId)).catch(() => {}));
  return copy;
}

async function part(event, address) {
  const copy = await find(address);
  if (copy && (LASTING.test(address) || copies.has(event.clientId))) return copy;
  const asked = ask(event, address);
  if (!copy) return asked;
  const { answer } = await inTime(asked);
  return answer ?? copy;
}

/* The page that stands in for one that is not kept; it is told which one was wanted. */
async function standIn(address) {
  const there = await find(new URL("offline/", SCOPE).href);
  if (!there) return Response.error();
  return Response.redirect(new URL(`offline/#${address.slice(SCOPE.length)}`, SCOPE).href);
}

/* The current page has arrived after its copy was shown. */
async function tell(id) {
  const client = await self.clients.get(id);
  client?.postMessage({ type: "arrived" });
}

/* --- what pages ask for --------------------------------------------------------------------- */

/* Keep what belongs to a page, one after the other, so as not to crowd a slow line. */
async function keep(addresses) {
  for (const address of addresses.filter(isOurs)) {
    if (!LASTING.test(address) || !(await find(address))) {
      const answer = await fetch(address, cacheFor(address));
      await settle(address, answer);
    }
  }
}

const ANSWERS = {
  build: () => BUILD,
  copy: (event) => copies.get(event.source.id) ?? null,
  keep: (event) => keep(event.data.addresses).then(() => true, () => false),
  use: () => self.skipWaiting(),
};

/* --- events --------------------------------------------------------------------------------- */

async function stock() {
  await Promise.all(
    [...shell].map(async (address) => {
      const answer = await fetch(address, { cache: LASTING.test(address) ? "default" : "no-cache" });
      if (!isWhole(answer)) throw new Error(`${address}: ${answer.status}`);
      await save(address, answer);
    }),
  );
}

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${OURS}ready:`) && name !== READY);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(stock()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = bare(request.url);
  const isPage = request.mode === "navigate";
  if (request.method !== "GET" || request.headers.has("range") || !isOurs(address)) return;
  if (!isPage && new URL(request.url).search) return;
  event.respondWith(isPage ? page(event, address) : part(event, address));
});

self.addEventListener("message", (event) => {
  const answer = Promise.resolve(ANSWERS[event.data.type]?.(event));
  event.waitUntil(answer.then((value) => event.ports[0]?.postMessage(value)));
});
