/* Elements made, so that no text becomes markup; and days, written as the pages write them. */

/* What a node has no property for, such as `role` in older browsers, becomes an attribute. */
function set(node, name, value) {
  if (name in node) node[name] = value;
  else node.setAttribute(name, value);
}

export function make(tag, { on = {}, ...properties } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(node, name, value);
  for (const [event, act] of Object.entries(on)) node.addEventListener(event, act);
  node.append(...children);
  return node;
}

export function button(words, act, className = "") {
  return make("button", { type: "button", className, textContent: words, on: { click: act } });
}

/* 28 November 2026, in the language of the page; the English of the pages puts the day first. */
export function day(date) {
  const { lang } = document.documentElement;
  const form = { day: "numeric", month: "long", year: "numeric" };
  return new Date(date).toLocaleDateString(lang === "en" ? "en-GB" : lang, form);
}
