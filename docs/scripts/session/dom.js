/* Elements made and copied: no text becomes markup, and no id stands twice. */

export function make(tag, { on = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [event, act] of Object.entries(on)) node.addEventListener(event, act);
  node.append(...children);
  return node;
}

export function button(words, act, className = "") {
  return make("button", { type: "button", className, textContent: words, on: { click: act } });
}

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
