/*
 * Narrows the list of exercises to what the reader chooses.
 *
 * Without this script all exercises show and no form does.
 */
"use strict";

import { follow } from "./choices.js";

const form = document.querySelector("form.filters");
const count = form.querySelector(".count");
const reset = form.querySelector("[type=reset]");
const groups = [...document.querySelectorAll(".group")];
const cards = [...document.querySelectorAll(".group .cards li")];

/* What a card is of stands at its link: for each question its answers, with spaces between. */
function fits(card, choices) {
  const { dataset } = card.querySelector("a");
  return choices.every(([name, value]) => (dataset[name] ?? "").split(" ").includes(value));
}

function say(shown, narrowed) {
  if (!narrowed) return `${cards.length} exercises`;
  return shown === 0 ? "No exercise fits all of this." : `${shown} of ${cards.length} exercises`;
}

/* A position without a card is left out, in the list and in the contents beside it. */
function showGroup(group) {
  group.hidden = !group.querySelector(".cards li:not([hidden])");
  const place = `a[href="#${group.querySelector("h2").id}"]`;
  const entry = document.querySelector(`.md-nav--secondary ${place}`);
  if (entry) entry.parentElement.hidden = group.hidden;
}

function show(choices) {
  cards.forEach((card) => { card.hidden = !fits(card, choices); });
  groups.forEach(showGroup);
  const shown = cards.filter((card) => !card.hidden).length;
  count.textContent = say(shown, choices.length > 0);
  reset.hidden = choices.length === 0;
}

follow(form, show);
