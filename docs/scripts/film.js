/*
 * Shows the movement of a figure, when asked: once, within five seconds, and paused at will.
 *
 * Without this script, and for readers who ask for less motion, there is the still figure and no
 * button. The film is an SVG file of its own that moves by itself (SMIL); it is put in place of
 * the picture while it runs.
 */
"use strict";

const FILM_SECONDS = 4.8;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

let films = 0;

/* Ids count on the whole page: two films at once must not draw each other's parts. */
function rename(film) {
  films += 1;
  const own = (name) => `film-${films}-${name}`;
  film.querySelectorAll("[id]").forEach((part) => { part.id = own(part.id); });
  film.querySelectorAll("use").forEach((use) => {
    use.setAttribute("href", `#${own(use.getAttribute("href").slice(1))}`);
  });
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const film = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  film.setAttribute("aria-hidden", "true");
  film.querySelector("title")?.remove();
  rename(film);
  return document.importNode(film, true);
}

function arm(button) {
  const still = button.closest("figure").querySelector("img");
  let film = null;
  let loading = false;
  let end = 0;

  const say = (words) => { button.textContent = words; };

  const finish = () => {
    clearTimeout(end);
    film?.remove();
    film = null;
    loading = false;
    still.hidden = false;
    say("Show the movement");
  };

  const wait = () => {
    end = setTimeout(finish, Math.max(0, FILM_SECONDS - film.getCurrentTime()) * 1000);
  };

  const start = async () => {
    loading = true;
    const loaded = await load(button.dataset.film);
    if (!loading) return; // the reader has asked for less motion meanwhile
    loading = false;
    film = loaded;
    // As tall as the still was, so that the button stays under the finger.
    film.style.height = `${still.getBoundingClientRect().height}px`;
    film.style.maxHeight = "none";
    still.after(film);
    still.hidden = true;
    film.getBoundingClientRect(); // Chromium moves nothing in a film it has not laid out
    film.setCurrentTime(0);
    wait();
    say("Pause");
  };

  button.addEventListener("click", () => {
    if (loading) return;
    if (film === null) {
      start().catch(finish);
    } else if (film.animationsPaused()) {
      film.unpauseAnimations();
      wait();
      say("Pause");
    } else {
      film.pauseAnimations();
      clearTimeout(end);
      say("Go on");
    }
  });

  // A page that was opened from a disk may read no other file, so it has no film to show.
  const canLoad = location.protocol !== "file:";

  const agree = () => {
    button.hidden = calm.matches || !canLoad;
    if (calm.matches) finish();
  };
  calm.addEventListener("change", agree);
  window.addEventListener("beforeprint", finish); // paper gets both panels and the hold
  agree();
}

document.querySelectorAll("button[data-film]").forEach(arm);
