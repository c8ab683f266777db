/* “Your days”: shown, saved as a file and erased; and the question whether to keep one. */

import { days, erase, keep, pageId, table, today } from "./diary.js";
import { button, day, make } from "./dom.js";

const ROOT = new URL("../../", import.meta.url);

function line({ date, page }) {
  const noon = `${date}T12:00`; // midnight may be the day before elsewhere
  const name = page.split("/")[1].replaceAll("-", " ");
  const textContent = name.charAt(0).toUpperCase() + name.slice(1);
  return make("li", {}, `${day(noon)}: `, make("a", { href: `${ROOT.href}${page}/`, textContent }));
}

function save() {
  const address = URL.createObjectURL(new Blob([table()], { type: "text/csv" }));
  make("a", { href: address, download: "my-days.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/* Show the days that this device keeps on the page around a place; nothing where it keeps none. */
export function show(place) {
  const article = place.closest("article");
  article.querySelector(".days")?.remove();
  const kept = days();
  if (kept.length === 0) return;
  const forget = () => {
    erase();
    show(place);
  };
  const node = make("section", { className: "days" },
    make("h2", {}, "Your days"),
    make("p", {}, "Only this device knows these days."),
    make("ul", {}, ...kept.reverse().map(line)),
    button("Save as a file", save),
    button("Erase all of them", forget));
  const end = article.querySelector(".page-end");
  if (end) end.before(node);
  else article.append(node);
}

/* Ask whether to keep today; nothing is stored before the answer is yes. */
export function ask(place) {
  const said = make("p", { role: "status", tabIndex: -1 });
  const yes = () => {
    try {
      keep(today(), pageId());
      show(place);
      said.textContent = "It is kept. You find it on this page under “Your days”.";
    } catch (fault) {
      if (!(fault instanceof DOMException)) throw fault;
      said.textContent = "Your browser does not let this site keep anything.";
    }
    answers.hidden = true;
    said.focus();
  };
  const no = () => {
    said.textContent = "Nothing is kept.";
    answers.hidden = true;
    said.focus();
  };
  const answers = make("p", {}, button("Yes, keep it", yes), button("No", no));
  return make("div", { className: "session-diary" },
    make("p", {}, "Keep on this device that you did this today? Nobody else gets to know."), answers, said);
}
