/* The screens of a session: what stands where. What a button does is told by `actions`. */

import { button, copy, make } from "./dom.js";

const PACES = [
  [0, "When I press the button"],
  [5, "By itself, after 5 seconds"],
  [10, "By itself, after 10 seconds"],
];
const NOTHING = { now: "", big: "", lines: [], note: "" };

function bar(actions) {
  // A second click of a double click, and a key held down, are no second press.
  const once = (act) => (event) => { if (event.detail < 2) act(); };
  const made = {
    main: button("", once(actions.main), "session-main"),
    other: button("", once(actions.other), "session-other"),
    back: button("Back", once(actions.back), "session-back"),
    next: button("Next", once(actions.next), "session-next"),
    pain: button("I have pain", actions.pain, "session-pain"),
  };
  made.ways = make("div", { className: "session-ways" }, made.other, made.back, made.next);
  made.node = make("div", { className: "session-bar" }, made.main, made.pain);
  return made;
}

function head(actions) {
  const where = make("p", { className: "session-where" });
  const speak = button("Voice: off", actions.speak, "session-speak");
  const node = make("div", { className: "session-head" },
    where, speak, button("Leave", actions.leave, "session-leave"));
  return { node, where, speak };
}

function counter() {
  const made = {
    now: make("p", { className: "session-now" }),
    big: make("p", { className: "session-big" }),
    lines: make("div", { className: "session-lines" }),
    note: make("p", { className: "session-note" }),
  };
  made.node = make("div", { className: "session-counter" },
    made.now, made.big, made.lines, made.note);
  return made;
}

function pace(current, choose) {
  const choices = PACES.map(([seconds, words]) => {
    const input = make("input", { type: "radio", name: "session-pace", checked: seconds === current });
    input.addEventListener("change", () => choose(seconds));
    return make("label", {}, input, words);
  });
  return make("fieldset", { className: "session-pace" },
    make("legend", {}, "When does the next hold start?"),
    ...choices,
    make("p", {}, "This is for you to choose: it is not part of the dose."));
}

export function createView(page, actions) {
  const top = head(actions);
  const title = make("h2", { className: "session-title", tabIndex: -1 });
  const count = counter();
  const rest = make("div", { className: "session-content" });
  const stage = make("div", { className: "session-stage", tabIndex: 0 }, title, count.node, rest);
  const said = make("p", { className: "session-said", role: "status" });
  const foot = bar(actions);
  const awake = make("p", { className: "session-awake" });
  const voice = make("p", { className: "session-voice" });
  const dialog = make("dialog", { className: "session md-typeset" },
    top.node, voice, stage, said, foot.ways, foot.node);
  let shown = null;

  dialog.setAttribute("aria-label", `Guided session: ${page.title}`);
  stage.setAttribute("role", "region");
  stage.setAttribute("aria-label", "This step");
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // the place in the session is not lost by a slip
      actions.leave();
    } else if (event.repeat && event.key === "Enter") {
      event.preventDefault();
    }
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());

  /* A screen begins at its top. With another part of the session its heading is read first. */
  const fill = (key, heading, focus, ...parts) => {
    stage.scrollTop = 0;
    dialog.scrollTop = 0; // on a low screen it is the dialog that scrolls
    if (shown === key) return;
    shown = key;
    title.textContent = heading;
    rest.replaceChildren(...parts, awake);
    if (focus) title.focus();
  };

  const buttons = ({ main, other }, inside) => {
    foot.main.textContent = main;
    foot.other.textContent = other;
    foot.other.hidden = !other;
    foot.back.hidden = !inside;
    foot.next.hidden = !inside;
    // Who has pressed a button that is gone now has the main one under the finger.
    const focused = document.activeElement;
    if (focused.hidden || focused === document.body || focused === dialog) foot.main.focus();
  };

  const number = (text) => {
    count.big.textContent = text;
    count.big.hidden = text === "";
  };

  const counted = ({ now, big, lines, note }) => {
    count.now.textContent = now;
    count.now.hidden = now === "";
    number(big);
    count.lines.replaceChildren(...lines.map((line) => make("p", {}, line)));
    count.note.textContent = note;
    count.note.hidden = note === "";
  };

  const boxes = () => page.boxes.map(copy);

  const exercise = (screen, chosen) => {
    const { title: name, parts, dose } = page.exercises[screen.exercise];
    const first = screen.kind === "ready";
    const holds = dose.hold !== undefined && dose.hold.kind !== "none";
    const word = page.exercises.length > 1 && first ? (screen.exercise === 0 ? "First: " : "Next: ") : "";
    const before = first ? [copy(parts.dose), ...(holds ? [pace(chosen, actions.pace)] : [])] : [];
    const skip = button("Skip this exercise", actions.skip, "session-skip");
    fill(`${screen.exercise} ${first}`, word + name, first, ...before, copy(parts.way), ...boxes(), skip);
  };

  return {
    dialog,
    number,
    /* Show a screen with its words; `chosen` is the pace, in seconds. */
    show(screen, words, where, chosen) {
      dialog.dataset.kind = screen.kind;
      top.where.textContent = where;
      counted(words);
      if (screen.kind === "cautions") fill("cautions", "Before you start", true, ...boxes());
      else if (screen.kind === "end") fill("end", "That was all of it", true, actions.diary());
      else exercise(screen, chosen);
      buttons(words, screen.exercise !== undefined);
    },
    pause(paused) {
      foot.main.textContent = paused ? "Go on" : "Pause";
      dialog.dataset.paused = String(paused);
    },
    /* The stop rule of the page, in its own words. */
    pain() {
      dialog.dataset.kind = "pain";
      counted(NOTHING);
      const link = make("a", { href: "#stop", textContent: "Read it on the page", on: { click: actions.end } });
      fill("pain", "You have pain", true, ...page.stop.map(copy), make("p", { className: "alone" }, link));
      buttons({ main: "Go back to the session", other: "End the session" }, false);
    },
    leave() {
      dialog.dataset.kind = "leave";
      counted(NOTHING);
      fill("leave", "The session is paused", true, make("p", {}, "Your place is kept as long as this page is open."));
      buttons({ main: "Go on with the session", other: "End the session" }, false);
    },
    announce(words) {
      said.textContent = words;
    },
    speaking(on, words) {
      top.speak.textContent = on ? "Voice: on" : "Voice: off";
      said.textContent = words;
      voice.textContent = on ? "" : words;
    },
    awake(on) {
      awake.textContent = on
        ? "Your screen stays on during the session."
        : "Your screen may go dark during the session.";
    },
  };
}
