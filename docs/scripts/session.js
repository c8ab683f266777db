/*
 * Puts the button of a guided session on a page, and loads the rest only when it is pressed.
 *
 * Without scripts there is no button. What a session needs is in the page and in the files beside
 * this one; the list of days is loaded only where this device keeps one.
 */

export const KEY = `limber.days:${new URL("../", import.meta.url).pathname}`;

/* A browser may forbid a site to look at its own storage. */
function keepsDays() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch (fault) {
    if (fault instanceof DOMException) return false;
    throw fault;
  }
}

function arm(place) {
  const button = document.createElement("button");
  const state = document.createElement("p");
  button.type = "button";
  button.textContent = "Start the guided session";
  state.setAttribute("role", "status");
  button.addEventListener("click", () => {
    state.textContent = "";
    import("./session/main.js")
      .then((session) => session.open(place))
      .catch((fault) => {
        state.textContent = "The session cannot be loaded now. All of it is on this page as well.";
        throw fault;
      });
  });
  place.append(button, state);
  if (keepsDays()) import("./session/days.js").then((days) => days.show(place));
}

document.querySelectorAll(".session-place").forEach(arm);
