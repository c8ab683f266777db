/*
 * What a page tells, read from the page itself, so that a session can never tell anything else:
 * its cautions, and of each exercise the dose and how it is done.
 */

/*
 * The words of each line of a dose, as the page has them: with when it is enough, and how far one
 * may go on. The line of what to build up to is left out, as `further` says it.
 */
function words(dose) {
  const found = {};
  for (const line of dose.querySelectorAll("[data-field]")) {
    const { field, enough = "", further = "" } = line.dataset;
    found[field] ??= { text: line.textContent.trim(), enough, further };
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
