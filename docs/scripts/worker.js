/*
 * The service worker: what has been visited works without a connection.
 *
 * A page comes from the site whenever it answers in time, so that a corrected caution reaches
 * people; only then, from the copy on this device, and the page says so with its date. Every copy
 * knows the build under which it was made: after a newer build has taken over, the pages have the
 * older copies made anew. Until that is done, an old page may meet newer styles and scripts.
 *
 * The build fills in the three constants, and puts this file at the root of the site.
 */
"use strict";

const BUILD = "";
const SHELL = [];
const NEVER = []; // what is never kept, by how its path begins

const PATIENCE = 4000; // milliseconds until a copy is better than waiting
const SCOPE = self.registration.scope;

// Other sites may stand on the same host, each below a path of its own.
const OURS = `limber:${new URL(SCOPE).pathname}:`;
const READY = `${OURS}ready:${BUILD}`; // what every page rests on
const KEPT = `${OURS}kept`; // what was visited; it outlives a build
const SAVED = "x-saved"; // when a copy was made
const MADE = "x-build"; // under which build

// A page can say that it is a copy, and of what day; a PDF cannot, nor data, nor a picture alone.
const PAGE = /(^|\/)[^/.]*$|\.html$/;
// An exercise, a routine, a guide, a position: what lies in its folder belongs to it.
const HANDOUT = /^[\w-]+\/[\w-]+\/$/;
// The name has a hash of what is in it: the same address, the same bytes. A typeface has none, and
// whichever was kept is good enough to read.
const LASTING = /\.[0-9a-f]{8}\.min\.\w+$|\.woff2$/;

const shell = new Set(SHELL.map((path) => new URL(path, SCOPE).href));
// The pages shown from a copy, by client: when it was saved, and why. They ask as soon as they run.
// A worker that has been ended since and begins anew asks the site first for what they load later.
const copies = new Map();

function bare(address) {
  const url = new URL(address);
  url.hash = "";
  url.search = ""; // what somebody looked for is not kept
  return url.href;
}

function isOurs(address) {
  const path = address.slice(SCOPE.length);
  return address.startsWith(SCOPE) && !NEVER.some((beginning) => path.startsWith(beginning));
}

/* --- copies --------------------------------------------------------------------------------- */

async function find(address) {
  const cache = await caches.open(shell.has(address) ? READY : KEPT);
  return cache.match(address, { ignoreVary: true });
}

/* Forget what is gone: a withdrawn routine takes its sheets along, any other page only itself. */
async function forget(address) {
  const cache = await caches.open(KEPT);
  const withFolder = HANDOUT.test(address.slice(SCOPE.length));
  const isGone = ({ url }) => url === address || (withFolder && url.startsWith(address));
  const gone = (await cache.keys()).filter(isGone);
  await Promise.all(gone.map((request) => cache.delete(request)));
}

function isWhole(answer) {
  return answer.status === 200 && answer.type === "basic" && !answer.redirected;
}

async function save(address, answer) {
  const headers = new Headers(answer.headers);
  headers.set(SAVED, new Date().toISOString());
  headers.set(MADE, BUILD);
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

function isGone(answer) {
  return answer.status === 404 || answer.status === 410;
}

/* Keep an answer, or forget what is no longer there. */
async function settle(address, answer) {
  if (isWhole(answer)) await save(address, answer);
  else if (isGone(answer)) await forget(address);
}

/* --- answers -------------------------------------------------------------------------------- */

/* Of a page no browser's own cache may know better: it is asked for anew. */
function cacheFor(address) {
  return { cache: PAGE.test(address.slice(SCOPE.length)) ? "no-cache" : "default" };
}

function ask(event, address) {
  const asked = fetch(event.request, cacheFor(address));
  const settled = asked.then((answer) => settle(address, answer.clone()));
  event.waitUntil(settled.catch(() => {})); // without a connection, or room, there is no copy
  return asked;
}

/* Whether it is the site that speaks: a host that is overrun, or shut, does not beat a good copy. */
function counts(answer) {
  return answer.status < 400 || isGone(answer);
}

/* The site's answer, or why there is none in time. */
async function inTime(asked) {
  let timer;
  const slow = new Promise((resolve) => { timer = setTimeout(resolve, PATIENCE, { why: "slow" }); });
  const known = asked.then(
    (answer) => (counts(answer) ? { answer } : { why: "broken" }),
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
  if (why === "slow") event.waitUntil(tellLater(asked, event.resultingClientId));
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

/* The current page may arrive after its copy was shown. */
async function tellLater(asked, id) {
  const late = await asked.catch(() => null); // not connected, after all
  if (!late || !counts(late)) return;
  const client = await self.clients.get(id);
  client?.postMessage({ type: "arrived" });
}

/* --- what pages ask for --------------------------------------------------------------------- */

/* Whether a copy is one that no answer of the present site would change. */
function isCurrent(copy, address) {
  return LASTING.test(address) || copy.headers.get(MADE) === BUILD;
}

/*
 * Keep what belongs to a page, one after the other, so as not to crowd a slow line. Anything that
 * does not come whole is a fault. A page of another build than this worker's knows of changes that
 * the worker does not. Returned is whether all is there: a full device may have let go of some.
 */
async function keep({ addresses, build }) {
  const wanted = addresses.filter(isOurs);
  for (const address of wanted) {
    const copy = build === BUILD && (await find(address));
    if (!copy || !isCurrent(copy, address)) {
      const answer = await fetch(address, cacheFor(address));
      await settle(address, answer);
      if (!isWhole(answer)) throw new Error(`${address}: ${answer.status}`);
    }
  }
  return (await Promise.all(wanted.map(find))).every(Boolean);
}

/* Make the copies of earlier builds anew. What a cut line leaves undone, the next page has done. */
async function renew() {
  const cache = await caches.open(KEPT);
  for (const { url } of await cache.keys()) {
    const copy = await find(url);
    if (copy && !isCurrent(copy, url)) await settle(url, await fetch(url, { cache: "no-cache" }));
  }
}

/* Only one at a time, whoever asks. */
let renewing = null;
function renewOnce() {
  renewing ??= renew().finally(() => { renewing = null; });
  return renewing;
}

/* Without a connection, or without room, what was asked for is not done, and that is the answer. */
async function whether(done) {
  try {
    return (await done) ?? true;
  } catch (fault) {
    console.info("not kept:", fault);
    return false;
  }
}

const ANSWERS = {
  build: () => BUILD,
  copy: (event) => copies.get(event.source.id) ?? null,
  keep: (event) => whether(keep(event.data)),
  renew: () => whether(renewOnce()),
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
  if (isPage ? !PAGE.test(address.slice(SCOPE.length)) : new URL(request.url).search) return;
  event.respondWith(isPage ? page(event, address) : part(event, address));
});

self.addEventListener("message", (event) => {
  const answer = Promise.resolve(ANSWERS[event.data.type]?.(event));
  event.waitUntil(answer.then((value) => event.ports[0]?.postMessage(value)));
});
