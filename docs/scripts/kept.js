/*
 * Reads the copies of pages that the worker has kept on this device.
 */

const ROOT = new URL("../", import.meta.url);
const KEPT = `limber:${ROOT.pathname}:kept`;
const SAVED = "x-saved"; // written by the worker, with every copy

/* A page with its name and the date of its copy; null for pictures, scripts, sheets, forwarders. */
async function entry(cache, request) {
  const copy = await cache.match(request);
  if (!copy?.headers.get("content-type")?.startsWith("text/html")) return null;
  const page = new DOMParser().parseFromString(await copy.text(), "text/html");
  const title = page.querySelector("h1")?.firstChild?.textContent.trim();
  if (!title || page.body.classList.contains("sheet")) return null;
  return { title, page, address: request.url, saved: copy.headers.get(SAVED) };
}

/** Return every kept page, by title. Only a secure connection has copies at all. */
export async function pages() {
  if (!("caches" in window)) return [];
  const cache = await caches.open(KEPT);
  const found = await Promise.all((await cache.keys()).map((request) => entry(cache, request)));
  return found.filter(Boolean).sort((a, b) => a.title.localeCompare(b.title));
}

export function erase() {
  return caches.delete(KEPT);
}
