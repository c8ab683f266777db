/*
 * A dose as the phases of a session: pure, and the only place that counts.
 *
 * A dose is what `generator.dose.data` gives. A phase is one of
 *   move        get into the position of a repetition that has a hold
 *   hold        hold for `seconds` (null: no time is set), of which `enough` are enough
 *   repetition  one repetition without a hold
 *   rest        rest between sets for `seconds` (null: no time is set)
 *   again       the end of a set where no number of sets is set
 * with its `set`, its `side` ("left", "right", "first", "other" or null), its `number`, and the
 * `round` it belongs to. `optional` says what a person may end here instead of going on:
 * "repetitions" or "sets". `grows` marks the last phase of a round that has no last repetition.
 */

const SECONDS = { seconds: 1, minutes: 60 };
const OTHER = { left: "right", right: "left", first: "other" };

const given = (amount) => amount !== undefined && amount.kind !== "none";

/* How many are asked for (`low`) and how many there may be (`high`, null: no number is set). */
function count(amount) {
  if (!given(amount)) return { low: 1, high: 1 };
  if (amount.kind === "open") return { low: 1, high: null };
  const low = amount.kind === "up to" ? 1 : amount.low;
  return { low, high: amount.goal ?? amount.high };
}

function time(amount) {
  if (amount.kind === "open") return { seconds: null, enough: null };
  const unit = SECONDS[amount.unit];
  return { seconds: amount.high * unit, enough: amount.kind === "up to" ? 0 : amount.low * unit };
}

/* Which side the repetition of that number is for, in the round of that place. */
function side(dose, place, number) {
  const first = dose.first_side ?? "first";
  if (dose.side === "each") return place === 0 ? first : OTHER[first];
  if (dose.side === "alternating") return number % 2 === 1 ? first : OTHER[first];
  return null;
}

function repetition(dose, round, number) {
  const { low, high } = count(dose.repetitions);
  const base = { set: round.set, round: round.name, number };
  base.side = side(dose, round.place, number);
  if (number > low) base.optional = "repetitions";
  const phases = given(dose.hold)
    ? [{ ...base, kind: "move" }, { ...base, kind: "hold", ...time(dose.hold) }]
    : [{ ...base, kind: "repetition" }];
  if (high === null) phases.at(-1).grows = { round, number };
  return phases;
}

function roundOf(dose, set, place) {
  const round = { set, place, name: `${set}.${place}` };
  const numbers = Array.from({ length: count(dose.repetitions).high ?? 1 }, (_, i) => i + 1);
  return numbers.flatMap((number) => repetition(dose, round, number));
}

function setOf(dose, set) {
  const places = dose.side === "each" ? [0, 1] : [0];
  const rest = set > 1 && given(dose.rest)
    ? [{ kind: "rest", set, round: `rest ${set}`, number: 1, side: null, ...time(dose.rest) }]
    : [];
  const phases = [...rest, ...places.flatMap((place) => roundOf(dose, set, place))];
  if (set > count(dose.sets).low) phases[0].optional = "sets";
  return phases;
}

/* The phases of a dose. */
export function plan(dose) {
  const { high } = count(dose.sets);
  const sets = Array.from({ length: high ?? 1 }, (_, i) => i + 1);
  const phases = sets.flatMap((set) => setOf(dose, set));
  return high === null ? [...phases, again(1)] : phases;
}

function again(set) {
  return { kind: "again", set, round: `again ${set}`, number: 1, side: null };
}

/* The phases with one more repetition behind one that grows, or one more set behind `again`. */
export function longer(phases, index, dose) {
  const { grows, kind, set } = phases[index];
  const more = kind === "again"
    ? [...setOf(dose, set + 1), again(set + 1)]
    : repetition(dose, grows.round, grows.number + 1);
  const here = { ...phases[index] };
  delete here.grows;
  return [...phases.slice(0, index), here, ...more, ...phases.slice(index + 1)];
}

/* Where to go on when what is optional at a place is left out. */
export function past(phases, index) {
  const { optional, round } = phases[index];
  const rest = phases.slice(index);
  const next = rest.findIndex((phase) => phase.round !== round);
  return optional === "sets" || next < 0 ? phases.length : index + next;
}
