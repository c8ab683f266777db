/*
 * The text size that a reader chooses, and the button that prints a page.
 *
 * The size is an attribute of the root element, so that the styles alone know what it means, and is
 * kept on the device only once it was chosen. The line in the head of the page (main.html) sets it
 * before anything is drawn; this file comes later and brings the buttons to life.
 */
"use strict";

const KEPT = "limber-text-size";
const SIZES = [100, 125, 150, 175, 200];
const root = document.documentElement;

const size = () => Math.max(SIZES.indexOf(Number(root.dataset.textSize)), 0);

/* A browser that keeps nothing for this site still changes the size of this page. */
function keep(chosen) {
  try {
    if (chosen === SIZES[0]) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, chosen);
  } catch (refused) {
    console.info(`The text size is not kept: ${refused.message}`);
  }
}

function arm(control) {
  const buttons = [...control.querySelectorAll("button")];
  const output = control.querySelector("output");
  const step = (button) => size() + Number(button.dataset.textStep);

  const show = () => {
    output.value = `${SIZES[size()]} %`;
    // Not `disabled`, which would take the focus away from the reader's finger.
    buttons.forEach((button) => button.setAttribute("aria-disabled", !(step(button) in SIZES)));
  };

  buttons.forEach((button) => button.addEventListener("click", () => {
    const chosen = SIZES[step(button)];
    if (chosen === undefined) return;
    root.dataset.textSize = chosen;
    keep(chosen);
    show();
  }));
  control.hidden = false;
  show();
}

document.querySelectorAll(".text-size").forEach(arm);
document.querySelectorAll("button.print-page").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
