/* A guided session: goes from screen to screen, and holds clock, voice and view together. */

import { createClock } from "./clock.js";
import { ask } from "./days.js";
import { read } from "./page.js";
import { longer, past, plan } from "./plan.js";
import { createSpeaker } from "./speech.js";
import { View } from "./view.js";
import { createWake } from "./wake.js";
import { placeOf, wordsOf } from "./words.js";

const NO_VOICE = "This device has no voice of its own, so nothing is spoken.";
const STYLES = new URL("../../styles/session.css", import.meta.url).href;

/* The styles of a session, once on a page. */
function styled() {
  if (document.querySelector(`link[href="${STYLES}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLES });
  document.head.append(link);
  return new Promise((done, failed) => {
    link.addEventListener("load", done);
    link.addEventListener("error", () => {
      link.remove();
      failed(new Error(`${STYLES} was not loaded`));
    });
  });
}

/* Every screen in order: the cautions, the phases of each exercise, the end. */
function course(exercises) {
  const phases = exercises.flatMap(({ dose }, exercise) => [
    { kind: "ready", exercise },
    ...plan(dose).map((phase) => ({ ...phase, exercise })),
  ]);
  return [{ kind: "cautions" }, ...phases, { kind: "end" }];
}

class Session {
  constructor(place) {
    this.place = place;
    this.page = read(place);
    this.screens = course(this.page.exercises);
    this.index = 0;
    this.pace = 0;
    this.paused = false;
    this.overlay = null;
    this.clock = createClock({
      show: (seconds) => this.count(seconds),
      end: (at) => this.forward({ at, after: this.screen.kind }),
    });
    this.speaker = createSpeaker(document.documentElement.lang.slice(0, 2));
    this.wake = createWake((on) => this.view.awake(on));
    this.view = new View(this.page, this.actions());
    this.hidden = () => { if (document.hidden) this.pause(); };
    this.closed = () => { this.view.dialog.showModal(); this.over("leave"); };
  }

  actions() {
    return {
      stage: () => this.stage,
      main: () => this.main(),
      other: () => this.other(),
      back: () => this.go(this.index - 1, { paused: true }),
      next: () => this.next(),
      skip: () => this.go(this.lastOfExercise() + 1),
      pain: () => this.over("pain"),
      leave: () => this.over("leave"),
      end: () => this.end(),
      speak: () => this.speak(),
      pace: (seconds) => { this.pace = seconds; },
      diary: () => ask(this.place),
    };
  }

  get screen() {
    return this.screens[this.index];
  }

  /* What the buttons are for: the same for each repetition of a round, another while it is paused. */
  get stage() {
    const { kind, exercise, round } = this.screen;
    return [this.overlay, kind, exercise, round, this.paused].join(" ");
  }

  /* The seconds that this screen counts by itself; null where it waits for the person. */
  get seconds() {
    const { kind, optional, seconds } = this.screen;
    if (kind === "move") return this.pace > 0 && !optional ? this.pace : null;
    return seconds ?? null;
  }

  start() {
    document.body.append(this.view.dialog);
    this.view.dialog.showModal();
    document.addEventListener("visibilitychange", this.hidden);
    // Some devices close a dialog by a gesture that cannot be refused.
    this.view.dialog.addEventListener("close", this.closed);
    this.go(0);
    return this.wake.start();
  }

  go(index, { at, paused = false, after = "" } = {}) {
    this.clock.stop();
    this.index = index;
    this.paused = false;
    this.plenty = false;
    const words = this.show();
    this.say(after === "hold" ? `End of the hold. ${words.said}` : words.said);
    if (this.seconds === null) return;
    this.clock.start(this.seconds, at);
    if (paused) this.pause();
  }

  /* Put the screen on, as it is now. */
  show() {
    const exercise = this.page.exercises[this.screen.exercise];
    const words = wordsOf(this.screen, exercise);
    this.view.show(this.screen, words, placeOf(this.screen, this.page.exercises), this.pace);
    if (this.seconds !== null) this.view.pause(this.paused);
    return words;
  }

  count(seconds) {
    this.left = String(seconds);
    this.view.number(this.left);
    const { kind, enough } = this.screen;
    if (kind !== "hold" || !enough || this.plenty || seconds > this.seconds - enough) return;
    this.plenty = true;
    this.say("That is enough. You may hold on.");
  }

  say(words) {
    this.view.announce(words);
    this.speaker.say(words);
  }

  main() {
    if (this.overlay) this.back();
    else if (this.screen.kind === "end") this.end();
    else if (this.seconds === null) this.forward();
    else if (this.paused) this.resume();
    else this.pause();
  }

  other() {
    if (this.overlay) this.end();
    else if (this.screen.kind === "again") this.forward({ set: true });
    else this.leaveRound();
  }

  /* What is optional is left by it, but not out of a hold: that was begun, and is only over. */
  next() {
    const { kind, optional } = this.screen;
    if (optional === "repetitions" && kind !== "hold") this.leaveRound();
    else this.forward();
  }

  /* One screen on; where no number is set, one more repetition is put in first, or a set. */
  forward({ set = false, ...how } = {}) {
    const { exercise, grows } = this.screen;
    if (grows || set) {
      const screens = longer(this.screens, this.index, this.page.exercises[exercise].dose);
      this.screens = screens.map((screen) => ("round" in screen ? { exercise, ...screen } : screen));
    }
    this.go(this.index + 1, how);
  }

  lastOfExercise() {
    return this.screens.findLastIndex(({ exercise }) => exercise === this.screen.exercise);
  }

  leaveRound() {
    this.go(past(this.screens.slice(0, this.lastOfExercise() + 1), this.index));
  }

  pause() {
    if (this.seconds === null || this.paused || this.overlay) return;
    this.clock.pause();
    this.speaker.hush();
    this.paused = true;
    this.view.pause(true);
    this.view.announce("Paused.");
  }

  resume() {
    this.paused = false;
    this.view.pause(false);
    this.view.announce("");
    this.clock.resume();
  }

  /* Whatever runs stands still, at once; the place is kept. */
  over(overlay) {
    this.pause();
    this.speaker.hush();
    this.overlay = overlay;
    this.view[overlay]();
  }

  back() {
    this.overlay = null;
    this.show();
    if (this.paused) this.view.number(this.left);
  }

  async speak() {
    if (this.speaker.on) {
      this.speaker.switchOff();
      this.view.speaking(false, "");
    } else if (await this.speaker.switchOn()) {
      this.view.speaking(true, "");
      this.say("Spoken cues are on.");
    } else {
      this.view.speaking(false, NO_VOICE);
    }
  }

  end() {
    this.clock.stop();
    this.speaker.hush();
    this.wake.stop();
    document.removeEventListener("visibilitychange", this.hidden);
    this.view.dialog.removeEventListener("close", this.closed);
    this.view.dialog.close();
    this.view.dialog.remove();
    this.place.querySelector("button").focus();
  }
}

/* Open the session of the page around a place. */
export async function open(place) {
  await styled();
  if (document.querySelector("dialog.session")) return; // an impatient finger
  await new Session(place).start();
}
