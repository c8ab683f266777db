/*
 * Keeps what a reader chooses in a form in the address of the page, and the other way round.
 *
 * An address can then be kept, sent and gone back to. Only what is chosen stands in it, and behind
 * its "#", which browsers keep to themselves: the words of a reader are told to no server. (Of the
 * search index, a browser fetches the parts that fit them; docs/privacy.md says so.)
 */
"use strict";

/** Return what is chosen: pairs of a field's name and its value. */
export function chosen(form) {
  return [...new FormData(form)]
    .map(([name, value]) => [name, value.trim()])
    .filter(([, value]) => value !== "");
}

function fill(field, value) {
  if (field.type === "checkbox") {
    field.checked = field.value === value;
  } else {
    field.value = value;
    // An old address may name a choice that is no longer there.
    if (field.selectedIndex === -1) field.value = "";
  }
}

function fillFromAddress(form, fields) {
  const asked = new URLSearchParams(location.hash.slice(1));
  fields.forEach((field) => { fill(field, asked.get(field.name) ?? ""); });
}

function addressOf(form) {
  const address = new URL(location.href);
  address.hash = new URLSearchParams(chosen(form));
  return address;
}

/* The address may name a place on the page instead, which says nothing of choices. */
const namesPlace = () => location.hash !== "" && !location.hash.includes("=");

/**
 * Show what is chosen, now and whenever it changes: by the reader's hand or by going back.
 *
 * `show` takes the pairs of `chosen`. Returned is what a caller tells of a change that is no
 * `change` event; with `step` the reader can go back to before it.
 */
export function follow(form, show) {
  const fields = [...form.elements].filter((field) => field.name);

  const changed = (step = true) => {
    const address = addressOf(form);
    if (address.href === location.href) return; // left a field as it was
    history[step ? "pushState" : "replaceState"](null, "", address);
    show(chosen(form));
  };

  const fromAddress = () => {
    fillFromAddress(form, fields);
    show(chosen(form));
  };

  form.addEventListener("change", () => { changed(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", addressOf(form));
    show(chosen(form)); // once more if asked once more: what failed may succeed now
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault(); // to the defaults of the page, not to what the address said
    fields.forEach((field) => { fill(field, ""); });
    fields[0].focus(); // the button that was pressed goes away
    changed();
  });
  window.addEventListener("popstate", () => { if (!namesPlace()) fromAddress(); });
  form.hidden = false;
  fromAddress();
  return changed;
}
