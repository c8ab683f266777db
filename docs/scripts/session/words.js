/*
 * What a session says at each of its screens, on the screen and aloud.
 *
 * The words of a dose are those of the page; here they are only put beside the numbers counted.
 */

const SIDES = { left: "Left", right: "Right", first: "First", other: "Other" };

const sentences = (...parts) => parts.filter(Boolean).join(" ");
const limb = ({ dose }) => dose.limb ?? "side";
const sideOf = (screen, exercise) =>
  screen.side === null ? "" : `${SIDES[screen.side]} ${limb(exercise)}`;
const isOpen = (amount) => amount?.kind === "open";

/* The words of the count: `of 3 to 5 times with each leg`; where none is set, that it is not. */
function countOf({ dose, words }) {
  if (!words.repetitions) return "";
  return isOpen(dose.repetitions) ? words.repetitions.text : `of ${words.repetitions.text}`;
}

/* Which side, where the content leaves that open. */
function openSide({ dose, words }) {
  return dose.side === "open" ? `Which ${limb({ dose })}: ${words.side.text}` : "";
}

/* That what is done is enough, and how far one may go on; nothing where no number is set. */
const plenty = ({ enough, further }) => sentences(enough, further);

/* `optional` is the field of the dose of which enough is done: "sets" or "repetitions". */
const optional = (screen, { words }) => (screen.optional ? plenty(words[screen.optional]) : "");

/* The button that leaves what is optional. */
function leaving(screen, exercise) {
  if (screen.optional === "sets") return "No more sets";
  if (exercise.dose.side === "each") return `Done with this ${limb(exercise)}`;
  return exercise.words.sets ? "Done with this set" : "Done with this exercise";
}

function move(screen, exercise) {
  const note = optional(screen, exercise);
  const side = sideOf(screen, exercise);
  return {
    now: side,
    big: exercise.words.repetitions ? String(screen.number) : "",
    lines: [countOf(exercise), openSide(exercise), note],
    note: "Get into the position. Then start the hold.",
    main: screen.optional === "repetitions" ? "One more" : "Start the hold",
    other: screen.optional ? leaving(screen, exercise) : "",
    said: sentences(side && `${side}.`, `Number ${screen.number}.`, note, "Get into the position."),
  };
}

function hold(screen, exercise) {
  const { words } = exercise;
  const side = sideOf(screen, exercise);
  const unset = screen.seconds === null;
  return {
    now: side ? `Hold: ${side.toLowerCase()}` : "Hold",
    big: "",
    lines: [words.hold.text, plenty(words.hold), openSide(exercise)],
    note: words.repetitions ? sentences(`Number ${screen.number}`, countOf(exercise)) : "",
    main: "I have let go",
    other: "",
    said: sentences("Hold.", unset ? words.hold.text : `${words.hold.text}.`),
  };
}

function repetition(screen, exercise) {
  const { number } = screen;
  const side = sideOf(screen, exercise);
  const note = optional(screen, exercise);
  const counted = Boolean(exercise.words.repetitions);
  const count = sentences("done", !isOpen(exercise.dose.repetitions) && countOf(exercise));
  const unset = isOpen(exercise.dose.repetitions) && countOf(exercise);
  return {
    now: side,
    big: counted ? String(number - 1) : "",
    lines: [counted && count, unset, openSide(exercise), note],
    note: "",
    main: screen.optional === "repetitions" ? "One more is done" : "Done once",
    other: leaving(screen, exercise),
    said: sentences(number > 1 && `${number - 1} done.`, side && `${side}.`, note || unset),
  };
}

function rest(screen, exercise) {
  const { words } = exercise;
  const note = optional(screen, exercise);
  return {
    now: "Rest",
    big: "",
    lines: [words.rest.text, plenty(words.rest), note],
    note: `Then comes set ${screen.set}.`,
    main: "I have rested",
    other: screen.optional ? leaving(screen, exercise) : "",
    said: sentences("Rest.", `${words.rest.text}.`, note),
  };
}

function again(screen, { words }) {
  return {
    now: `Set ${screen.set} is done`,
    big: "",
    lines: [words.sets.text],
    note: "",
    main: "Go on",
    other: "Do another set",
    said: sentences(`Set ${screen.set} is done.`, words.sets.text),
  };
}

function ready(screen, exercise) {
  const said = `${screen.exercise === 0 ? "First" : "Next"}: ${exercise.title}`;
  return { now: "", big: "", lines: [], note: "", main: "Start this exercise", other: "", said };
}

const plain = (main, said) => ({ now: "", big: "", lines: [], note: "", main, other: "", said });

const KINDS = { ready, move, hold, repetition, rest, again };

/*
 * What stands on a screen: `now`, the `big` number, `lines` and a `note` below it, the buttons
 * `main` and `other` ("" for none), and what is `said` when it begins.
 */
export function wordsOf(screen, exercise) {
  if (screen.kind === "cautions") return plain("I have read this. Start.", "Before you start");
  if (screen.kind === "end") return plain("Close", "That was all of it.");
  const found = KINDS[screen.kind](screen, exercise);
  return { ...found, lines: found.lines.filter(Boolean) };
}

/* Where in the session a screen is: `Exercise 2 of 4, set 1 of 3`. */
export function placeOf(screen, exercises) {
  if (screen.exercise === undefined) return "";
  const { dose, words } = exercises[screen.exercise];
  const place = exercises.length > 1 ? `Exercise ${screen.exercise + 1} of ${exercises.length}` : "";
  const sets = isOpen(dose.sets) ? "" : ` of ${words.sets?.text}`;
  const set = words.sets && screen.set ? `set ${screen.set}${sets}` : "";
  const all = [place, set].filter(Boolean).join(", ");
  return all.charAt(0).toUpperCase() + all.slice(1);
}
