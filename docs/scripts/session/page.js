/*
 * What a page tells, read from the page itself, so that a session can never tell anything else:
 * its cautions, and of each exercise the dose and how it is done.
 */

import { named } from "./plan.js";

const texts = (nodes) => [...nodes].map((node) => node.textContent.trim());

/* The words of each line of a dose, as the page has them, and of what to build up to. */
function words(dose) {
  const found = {};
  for (const line of dose.querySelectorAll("[data-field]")) {
    const { field } = line.dataset;
    const text = line.textContent.trim();
    if (field in found) found[field].goal = text;
    else found[field] = { text, goal: "" };
  }
  return found;
}

function heading(section, article) {
  const title = (section ?? article).querySelector(section ? "h2" : "h1").cloneNode(true);
  title.querySelectorAll(".count, .headerlink").forEach((node) => node.remove());
  return title.textContent.trim();
}

function exercise(dose, article) {
  const section = dose.closest("section.exercise");
  const way = (section ?? article).querySelector(".way");
  return {
    title: heading(section, article),
    dose: JSON.parse(dose.dataset.dose),
    words: words(dose),
    named: named(texts(way.querySelectorAll(".steps li"))),
    parts: { dose, way },
  };
}

/* The page around a place in it. `boxes` are the cautions that stand before the first exercise. */
export function read(place) {
  const article = place.closest("article");
  const boxes = [...article.querySelectorAll(".admonition")].filter((box) => !box.closest(".way"));
  const doses = [...article.querySelectorAll("[data-dose]")];
  return {
    title: article.querySelector("h1").textContent.trim(),
    boxes,
    stop: boxes.filter((box) => box.classList.contains("stop")),
    exercises: doses.map((dose) => exercise(dose, article)),
  };
}
