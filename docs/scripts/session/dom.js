/* Elements made and copied: no text becomes markup, and no id stands twice. */

export { button, day, make } from "../dom.js";

/* A copy of a part of the page, without its ids and without buttons that would do nothing. */
export function copy(part) {
  const made = part.cloneNode(true);
  for (const node of [made, ...made.querySelectorAll("[id]")]) node.removeAttribute("id");
  made.querySelectorAll("button").forEach((node) => node.remove());
  made.querySelectorAll("img[loading]").forEach((node) => node.removeAttribute("loading"));
  made.querySelectorAll("figure svg").forEach((node) => node.remove());
  made.querySelectorAll("img[hidden]").forEach((node) => { node.hidden = false; });
  return made;
}
