/*
 * The page's side of working without a connection.
 *
 * Has the worker keep this page with what belongs to it, says when the page is a saved copy, and
 * offers a newer version of the site. Nothing is forced: a page changes only when asked to.
 */

import { button, day, make } from "./dom.js";

const BUILD = ""; // filled in by the build; a preview has none, and no worker
const LATER = []; // what may be asked for on a page with sheets, and on no other

const ROOT = new URL("../", import.meta.url);
const HEARD = 100; // milliseconds until a reader's software knows a place in which news will stand
const listed = document.getElementById("saved-pages");
const workers = navigator.serviceWorker;
const governed = Boolean(workers?.controller); // the worker has seen what this page loaded
const arrived = new Promise((resolve) => { // listened for from the start: it is told only once
  workers?.addEventListener("message", ({ data }) => { if (data.type === "arrived") resolve(); });
});

/* --- words at the top of the page ----------------------------------------------------------- */

function placeFor(name) {
  const made = make("div", { className: `line-note ${name}`, role: "status" });
  (document.querySelector(".md-main") ?? document.body).prepend(made);
  return made;
}

/* Say something, in place of what was said by that name before. News is read out if its place was
   there first. */
function say(name, words, ...buttons) {
  const place = document.querySelector(`.line-note.${name}`) ?? placeFor(name);
  setTimeout(() => place.replaceChildren(make("p", {}, words), ...buttons), HEARD);
}

/* --- a saved copy --------------------------------------------------------------------------- */

const WHY = {
  offline: "You are not connected.",
  slow: "The connection is slow.",
  broken: "The site does not answer.",
};

function sayCopy({ saved, why }) {
  if (listed) return; // the list of what is saved needs no date of its own
  const words = `Saved copy of ${day(saved)}.`;
  const printed = document.querySelector(".version-state");
  if (printed) printed.textContent = "Only the current page can tell whether your sheet is current.";
  say("of-copy", `${words} ${WHY[why]}`);
  const again = button("Show the current page", () => location.reload());
  const renew = (news) => say("of-copy", `${words} ${news}`, again);
  window.addEventListener("online", () => renew("You are connected again."), { once: true });
  arrived.then(() => renew("The current page has arrived."));
}

/* --- a newer version ------------------------------------------------------------------------ */

async function offer(worker) {
  if ((await tell(worker, { type: "build" })) === BUILD) return; // this page is new already
  const use = () => {
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    tell(worker, { type: "use" });
  };
  say(
    "of-build",
    "There is a newer version of this site.",
    button("Use it now", use),
    button("Not now", () => document.querySelector(".line-note.of-build").remove()),
  );
}

function watch(registration) {
  const look = (worker) => {
    if (worker.state === "installed" && registration.active) offer(worker);
  };
  if (registration.waiting) look(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => look(worker));
  });
  // An app that comes back after days shows the page it had: see whether there is a newer one.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) registration.update().catch(() => {}); // not connected: another time
  });
}

/* --- what belongs to this page -------------------------------------------------------------- */

function tell(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

function bare(address, base) {
  const url = new URL(address, base);
  return url.origin + url.pathname;
}

/* The addresses of what a page shows and runs: as it stands there, wherever it came from. */
function shown(page, base) {
  const named = [
    ["img[src], script[src]", "src"],
    ["link[rel=stylesheet], link[rel=icon]", "href"],
    ["[data-film]", "data-film"],
  ];
  return named.flatMap(([which, name]) =>
    [...page.querySelectorAll(which)].map((part) => bare(part.getAttribute(name), base)),
  );
}

/* The sheets of this page: what it links below its own address. */
function sheets() {
  const own = bare(location.href);
  const links = [...document.querySelectorAll("a[href]")].map((link) => bare(link.href));
  return [...new Set(links)].filter((address) => address.startsWith(`${own}sheet/`));
}

/* What this page and its sheets, which are kept by now, show and run. */
async function belonging(kept) {
  const found = shown(document, location.href);
  if (!governed) found.push(...performance.getEntriesByType("resource").map((r) => bare(r.name)));
  for (const address of kept) {
    const copy = await caches.match(address, { ignoreVary: true });
    const text = copy ? await copy.text() : "";
    found.push(...shown(new DOMParser().parseFromString(text, "text/html"), address));
  }
  return [...new Set(found)];
}

/* Not before the browser has nothing better to do, where it can tell. */
function idle() {
  return new Promise((resolve) => { (window.requestIdleCallback ?? setTimeout)(resolve); });
}

/*
 * Have the worker keep this page, its sheets, what these show, and then what may be asked for
 * here: a session, and the page on safety. That a page is saved is said only if all of it is.
 * Readers who pay for every byte keep what they open, and no more.
 */
async function keep(worker) {
  const ask = (addresses) => tell(worker, { type: "keep", addresses, build: BUILD });
  const own = bare(location.href);
  if (navigator.connection?.saveData) {
    if (await ask([own])) sayKept("The text of this page");
    return;
  }
  const below = sheets();
  if (!(await ask([own, ...below])) || !(await ask(await belonging(below)))) return;
  if (below.length > 0) {
    await idle();
    if (!(await ask(LATER.map((path) => bare(path, ROOT))))) return;
  }
  sayKept("This page");
}

function sayKept(what) {
  const link = make("a", { href: new URL("offline/", ROOT).href }, "saved on this device");
  const said = make("p", { className: "line-kept" });
  said.append(`${what} is `, link, " and opens without a connection.");
  document.querySelector(".page-tools, nav.bar > :last-child")?.after(said);
}

/* --- start ---------------------------------------------------------------------------------- */

async function start() {
  const copy = governed && (await tell(workers.controller, { type: "copy" }));
  if (copy) sayCopy(copy);
  await loaded(); // the page comes first
  const registration = await workers.register(new URL("sw.js", ROOT), {
    scope: ROOT.pathname,
    updateViaCache: "none",
  });
  watch(registration);
  const { active } = await workers.ready;
  if (copy || !isThere()) return;
  if (!listed) await keep(active);
  await tell(active, { type: "renew" });
}

/* Where a page is not there, the site shows one that is not kept. */
function isThere() {
  const [{ responseStatus = 200 }] = performance.getEntriesByType("navigation");
  return responseStatus === 200 && navigator.onLine;
}

function loaded() {
  if (document.readyState === "complete") return null;
  return new Promise((resolve) => { window.addEventListener("load", resolve, { once: true }); });
}

async function stop() {
  const registration = await workers.getRegistration(ROOT);
  if (registration?.scope === ROOT.href) await registration.unregister();
}

/* A browser that keeps nothing, or has no room, shows the site as ever. */
if (workers) (BUILD ? start : stop)().catch((fault) => console.info("nothing is kept:", fault));
