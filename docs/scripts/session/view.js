/* The screens of a session: what stands where. What a button does is told by `actions`. */

import { button, copy, make } from "./dom.js";

const PACES = [
  [0, "When I press the button"],
  [5, "By itself, after 5 seconds"],
  [10, "By itself, after 10 seconds"],
];
const NOTHING = { now: "", big: "", lines: [], note: "" };

function bar(actions) {
  // Quick taps count one after the other, but what a double click brings up is not pressed by it.
  let pressed = "";
  const once = (act) => (event) => {
    const stage = actions.stage();
    if (event.detail > 1 && stage !== pressed) return;
    pressed = stage;
    act();
  };
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

function paces(current, choose) {
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

/* What "I have pain" and "Leave" put over a screen. */
const LEAVE = "Your place is kept as long as this page is open.";

export class View {
  constructor(page, actions) {
    this.page = page;
    this.actions = actions;
    this.shown = null;
    this.top = head(actions);
    this.title = make("h2", { className: "session-title", tabIndex: -1 });
    this.counter = counter();
    this.content = make("div", { className: "session-content" });
    this.stage = make("div", { className: "session-stage", tabIndex: 0 },
      this.title, this.counter.node, this.content);
    this.said = make("p", { className: "session-said", role: "status" });
    this.foot = bar(actions);
    this.screenState = make("p", { className: "session-awake" });
    this.voice = make("p", { className: "session-voice" });
    this.dialog = make("dialog", { className: "session md-typeset" },
      this.top.node, this.voice, this.stage, this.said, this.foot.ways, this.foot.node);
    this.dialog.setAttribute("aria-label", `Guided session: ${page.title}`);
    this.stage.setAttribute("role", "region");
    this.stage.setAttribute("aria-label", "This step");
    this.listen();
  }

  listen() {
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault(); // the place in the session is not lost by a slip
        this.actions.leave();
      } else if (event.repeat && event.key === "Enter") {
        event.preventDefault();
      }
    });
  }

  /* Show a screen with its words; `pace` is the one that is chosen, in seconds. */
  show(screen, words, where, pace) {
    Object.assign(this.dialog.dataset, { kind: screen.kind, paused: "false" });
    this.top.where.textContent = where;
    this.count(words);
    if (screen.kind === "cautions") this.fill("cautions", "Before you start", true, ...this.boxes());
    else if (screen.kind === "end") this.fill("end", "That was all of it", true, this.actions.diary());
    else this.exercise(screen, pace);
    this.buttons(words, screen.exercise !== undefined);
  }

  exercise(screen, pace) {
    const { exercises } = this.page;
    const { title, parts, dose } = exercises[screen.exercise];
    const ready = screen.kind === "ready";
    const holds = dose.hold !== undefined && dose.hold.kind !== "none";
    const word = screen.exercise === 0 ? "First: " : "Next: ";
    const before = ready ? [copy(parts.dose)] : [];
    if (ready && holds) before.push(paces(pace, this.actions.pace));
    this.fill(
      `${screen.exercise} ${ready}`,
      ready && exercises.length > 1 ? word + title : title,
      ready,
      ...before,
      copy(parts.way),
      ...this.boxes(),
      button("Skip this exercise", this.actions.skip, "session-skip"),
    );
  }

  /* The cautions of the page stand with every exercise, in full. */
  boxes() {
    return this.page.boxes.map(copy);
  }

  /* A screen begins at its top. With another part of the session its heading is read first. */
  fill(key, heading, focus, ...parts) {
    this.stage.scrollTop = 0;
    this.dialog.scrollTop = 0; // on a low screen it is the dialog that scrolls
    if (this.shown === key) return;
    this.shown = key;
    this.title.textContent = heading;
    this.content.replaceChildren(...parts, this.screenState);
    if (focus) this.title.focus();
  }

  count({ now, big, lines, note }) {
    this.counter.now.textContent = now;
    this.counter.now.hidden = now === "";
    this.number(big);
    this.counter.lines.replaceChildren(...lines.map((line) => make("p", {}, line)));
    this.counter.note.textContent = note;
    this.counter.note.hidden = note === "";
  }

  number(text) {
    this.counter.big.textContent = text;
    this.counter.big.hidden = text === "";
  }

  buttons({ main, other }, inside) {
    this.foot.main.textContent = main;
    this.foot.other.textContent = other;
    this.foot.other.hidden = !other;
    this.foot.back.hidden = !inside;
    this.foot.next.hidden = !inside;
    // Who has pressed a button that is gone now has the main one under the finger.
    const focused = document.activeElement;
    if (focused.hidden || focused === document.body || focused === this.dialog) this.foot.main.focus();
  }

  pause(paused) {
    this.foot.main.textContent = paused ? "Go on" : "Pause";
    this.dialog.dataset.paused = String(paused);
  }

  /* The stop rule of the page, in its own words. */
  pain() {
    const link = make("a", { href: "#stop", textContent: "Read it on the page", on: { click: this.actions.end } });
    const way = make("p", { className: "alone" }, link);
    this.over("pain", "You have pain", "Go back to the session", ...this.page.stop.map(copy), way);
  }

  leave() {
    this.over("leave", "The session is paused", "Go on with the session", make("p", {}, LEAVE));
  }

  over(kind, heading, main, ...parts) {
    this.dialog.dataset.kind = kind;
    this.count(NOTHING);
    this.fill(kind, heading, true, ...parts);
    this.buttons({ main, other: "End the session" }, false);
  }

  announce(words) {
    this.said.textContent = words;
  }

  speaking(on, words) {
    this.top.speak.textContent = on ? "Voice: on" : "Voice: off";
    this.voice.textContent = words;
    this.announce(words);
  }

  awake(on) {
    this.screenState.textContent = on
      ? "Your screen stays on during the session."
      : "Your screen may go dark during the session.";
  }
}
