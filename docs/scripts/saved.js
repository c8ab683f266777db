/*
 * The list of what is saved on this device, and the way to delete it.
 */

const SAVED = "x-saved"; // written by the worker, with every copy
const FORM = { day: "numeric", month: "long", year: "numeric" };

/* A page with its name and the date of its copy; null for pictures, scripts, sheets, forwarders. */
async function entry(cache, request) {
  const copy = await cache.match(request);
  if (!copy?.headers.get("content-type")?.startsWith("text/html")) return null;
  const page = new DOMParser().parseFromString(await copy.text(), "text/html");
  const title = page.querySelector("h1")?.firstChild?.textContent.trim();
  if (!title || page.body.classList.contains("sheet")) return null;
  return { title, address: request.url, saved: copy.headers.get(SAVED) };
}

function row({ title, address, saved }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = title;
  const date = new Date(saved).toLocaleDateString("en-GB", FORM);
  item.append(link, `, saved on ${date}`);
  return item;
}

/* Say which page was wanted; only an address of this site is one. */
function sayWanted(root) {
  const wanted = new URL(location.hash.slice(1), root);
  if (location.hash.length < 2 || !wanted.href.startsWith(root.href)) return;
  const said = document.getElementById("not-saved");
  said.querySelector("a").href = wanted;
  said.hidden = false;
}

export async function show(root) {
  sayWanted(root);
  const name = `limber:${root.pathname}:kept`;
  const list = document.getElementById("saved-pages");
  const none = document.getElementById("none-saved");
  const erase = document.getElementById("delete-saved");
  const cache = await caches.open(name);
  const requests = await cache.keys();
  const found = await Promise.all(requests.map((request) => entry(cache, request)));
  const pages = found.filter(Boolean).sort((a, b) => a.title.localeCompare(b.title));
  list.replaceChildren(...pages.map(row));
  none.hidden = pages.length > 0;
  erase.hidden = pages.length === 0;
  erase.onclick = async () => {
    await caches.delete(name);
    await show(root);
    none.focus();
  };
}
