/*
 * The list of what is saved on this device, and the way to delete it.
 */

import { day, make } from "./dom.js";
import { erase, pages } from "./kept.js";

const ROOT = new URL("../", import.meta.url);

function row({ title, address, saved }) {
  const link = make("a", { href: address, textContent: title });
  return make("li", {}, link, `, saved on ${day(saved)}`);
}

/* Say which page was wanted; only an address of this site is one. */
function sayWanted() {
  const wanted = new URL(location.hash.slice(1), ROOT);
  if (location.hash.length < 2 || !wanted.href.startsWith(ROOT.href)) return;
  const said = document.getElementById("not-saved");
  said.querySelector("a").href = wanted;
  said.hidden = false;
}

async function show() {
  const none = document.getElementById("none-saved");
  const button = document.getElementById("delete-saved");
  const found = await pages();
  document.getElementById("saved-pages").replaceChildren(...found.map(row));
  none.hidden = found.length > 0;
  button.hidden = found.length === 0;
  button.onclick = async () => {
    await erase();
    await show();
    none.focus();
  };
}

sayWanted();
show();
