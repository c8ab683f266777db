"""Every fact of the source, one row each, held against the low-back content that ships.

A row is the rest of a sentence, whose first words are the id of what it is about, and the check
that proves it. The tables follow the source's page. Where the source gives nothing, the row says
that we give nothing either.
"""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from generator.amount import Amount, parse
from generator.dose import lines as dose_lines
from generator.library import Exercise, Library, Programme, SourceWork
from generator.loader import load_folder
from generator.model import Dose

CONTENT: Final = Path(__file__).parents[1] / "content"
GUIDE: Final = "low-back"
WORK: Final = "staywell-low-back"

STRETCHES: Final = ("single-knee-to-chest", "double-knee-to-chest")
ON_YOUR_BACK: Final = ("ankle-pumps", "heel-slides", "abdominal-contraction", "straight-leg-raise")
STANDING: Final = ("wall-squats", "heel-raises")
OPPOSITES: Final = ("quadruped-opposite-arm-and-leg", "prone-opposite-arm-and-leg")
TILT_AND_CRUNCH: Final = ("pelvic-tilt", "abdominal-crunch")
INITIAL: Final = ON_YOUR_BACK + STANDING
ADVANCED: Final = OPPOSITES + TILT_AND_CRUNCH
TWELVE: Final = STRETCHES + INITIAL + ADVANCED
VARIANT: Final = "prone-both-arms-and-legs"
WITH_A_WORD_ON_BREATHING: Final = ("abdominal-contraction", "pelvic-tilt", "abdominal-crunch")


@pytest.fixture(scope="module")
def library() -> Library:
    loaded = load_folder(CONTENT)
    assert loaded.library, loaded.problems
    return loaded.library


# --- What a row can check of an exercise ----------------------------------------------------

Check = Callable[[Exercise], None]
Row = tuple[str, Check]


def instructions(exercise: Exercise) -> str:
    return " ".join(line.text for line in exercise.words.instructions())


def mentions(text: str, words: str) -> bool:
    """Tell whether the text holds one of the words, given with bars between them."""
    return re.search(rf"\b({words})\b", text, re.IGNORECASE) is not None


def title(text: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.words.title == text

    return check


def also_called(name: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert name in [line.text for line in exercise.words.also_called]

    return check


def summary(*phrases: str) -> Check:
    def check(exercise: Exercise) -> None:
        for phrase in phrases:
            assert phrase in exercise.words.summary.text

    return check


def ready(number: int, phrase: str) -> Check:
    """Check one line of the starting position."""

    def check(exercise: Exercise) -> None:
        assert phrase in exercise.words.get_ready[number - 1].text

    return check


def step(number: int, phrase: str) -> Check:
    """Check one step; its number is a fact as well, since the steps have an order."""

    def check(exercise: Exercise) -> None:
        assert phrase in exercise.words.steps[number - 1].text

    return check


def steps(count: int) -> Check:
    """Check that nothing stands beside the steps that the other rows name."""

    def check(exercise: Exercise) -> None:
        assert len(exercise.words.steps) == count

    return check


def do_not(*phrases: str) -> Check:
    """Check the whole list of things not to do: these, and nothing else."""

    def check(exercise: Exercise) -> None:
        assert [line.text for line in exercise.words.do_not] == [f"Do not {p}." for p in phrases]

    return check


def silent(words: str) -> Check:
    """Check that the words, given with bars between them, stand nowhere."""

    def check(exercise: Exercise) -> None:
        assert not mentions(instructions(exercise), words)

    return check


def note(phrase: str) -> Check:
    """Check that those who edit the file are told."""

    def check(exercise: Exercise) -> None:
        assert phrase in (exercise.facts.note or "")

    return check


def position(identifier: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.facts.position == identifier

    return check


def needs(*identifiers: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.facts.needs == identifiers

    return check


def count(text: str) -> Amount:
    return parse(text, timed=False, most=999)


def repetitions(text: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.facts.dose.repetitions == count(text)

    return check


def sides(side: str | None, limb: str | None = None) -> Check:
    def check(exercise: Exercise) -> None:
        assert (exercise.facts.dose.side, exercise.facts.dose.limb) == (side, limb)

    return check


def hold(text: str, at_step: int) -> Check:
    """Check the time of the hold, and the step that says it."""

    def check(exercise: Exercise) -> None:
        assert exercise.facts.dose.hold == parse(text, timed=True, most=999)
        assert exercise.words.steps[at_step - 1].text == "Hold for {hold}."

    return check


def no_hold(exercise: Exercise) -> None:
    assert exercise.facts.dose.hold is None
    assert not mentions(instructions(exercise), "hold|holds|holding")


def dose_says(phrase: str) -> Check:
    """Check the dose as the reader gets it, in words."""

    def check(exercise: Exercise) -> None:
        assert phrase in "; ".join(line.text for line in dose_lines(exercise.facts.dose))

    return check


def starts_from(identifier: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.facts.starts_from == identifier

    return check


def harder_variant_of(identifier: str) -> Check:
    def check(exercise: Exercise) -> None:
        assert exercise.facts.harder_variant_of == identifier

    return check


# --- The exercises, in the order of the source ----------------------------------------------

EXERCISES: Final[dict[str, list[Row]]] = {
    "single-knee-to-chest": [
        ("has a name of ours", title("Single knee to chest")),
        (
            "sums itself up truly",
            summary(
                "bring one knee up to your chest",
                "As the knee comes up, you make your low back flat on the floor.",
            ),
        ),
        ("tells editors that the name is ours", note("are ours")),
        ("is done on the back with the knees bent", position("hook-lying")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("starts with the knees bent", ready(2, "Bend your knees.")),
        ("starts with both feet down", ready(3, "Put both feet down.")),
        ("needs the floor", needs("floor")),
        ("starts with the left knee", step(1, "your left knee")),
        ("is slow", step(1, "slowly")),
        ("brings the knee up to the chest", step(1, "up to your chest")),
        ("makes the low back flat on the floor", step(2, "Make your low back flat on the floor")),
        ("does so while the knee comes up", step(2, "as your knee comes up")),
        ("is held for 20 seconds", hold("20 seconds", at_step=3)),
        ("ends in relaxing", step(4, "Relax.")),
        ("goes on with the right knee", step(5, "your right knee")),
        ("has these five steps and no more", steps(5)),
        ("is done 3 to 5 times", repetitions("3 to 5")),
        ("counts each leg", sides("each", "leg")),
        ("does not say where the hands lie", silent("hands?|arms?")),
        ("has no list of things not to do", do_not()),
    ],
    "double-knee-to-chest": [
        ("has a name of ours", title("Double knee to chest")),
        (
            "sums itself up truly",
            summary(
                "hug both knees to your chest",
                "As the knees come up, you make your low back flat on the floor.",
            ),
        ),
        ("tells editors that the name is ours", note("are ours")),
        ("is done on the back with the knees bent", position("hook-lying")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("starts with the knees bent", ready(2, "Bend your knees.")),
        ("starts with both feet down", ready(3, "Put both feet down.")),
        ("needs the floor", needs("floor")),
        ("hugs both knees together", step(1, "Hug both knees together")),
        ("is as slow as the single one", step(1, "slowly")),
        ("brings them to the chest", step(1, "to your chest")),
        ("makes the low back flat on the floor", step(2, "Make your low back flat on the floor")),
        ("does so while the knees come up", step(2, "as your knees come up")),
        ("is held for 20 seconds", hold("20 seconds", at_step=3)),
        ("tells editors that the hold is a reading", note("Our reading is that")),
        ("ends in relaxing", step(4, "Relax.")),
        ("has these four steps and no more", steps(4)),
        ("has an open count", repetitions("open")),
        ("moves both knees at once", sides("both", "knee")),
        ("has no list of things not to do", do_not()),
    ],
    "ankle-pumps": [
        ("has the source's name", title("Ankle pumps")),
        ("sums itself up truly", summary("bend your foot up and down at the ankle")),
        ("is done on the back", position("supine")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("bends the foot at the ankle", step(1, "Bend your foot up at the ankle")),
        ("goes up toward the head", step(1, "toward your head")),
        ("goes down and away", step(2, "down at the ankle, away from your head")),
        ("is done with each foot", step(3, "each foot")),
        ("has these three steps and no more", steps(3)),
        ("has no hold", no_hold),
        ("is done 10 times", repetitions("10")),
        ("counts each foot", sides("each", "foot")),
        ("does not say how the legs lie", silent("legs?|knees?")),
        ("needs nothing that the source does not name", needs()),
        ("has no list of things not to do", do_not()),
    ],
    "heel-slides": [
        ("has the source's name", title("Heel slides")),
        ("sums itself up truly", summary("bend your knee, and then straighten it")),
        ("is done on the back", position("supine")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("needs the floor", needs("floor")),
        ("bends a knee slowly", step(1, "Bend your knee slowly")),
        ("brings the heel closer", step(1, "so that your heel comes closer")),
        ("slides heel and foot away again", step(2, "Slide your heel and foot away again")),
        ("ends with the knee straight", step(2, "until your knee is straight")),
        ("has these two steps and no more", steps(2)),
        ("keeps the foot on the floor", summary("Your foot stays on the floor")),
        ("has no leg lift", do_not("lift your leg", "let your foot leave the floor")),
        ("has no hold", no_hold),
        ("has an open count", repetitions("open")),
        ("has an open side", sides("open", "leg")),
        ("does not say left or right", silent("left|right|each|both")),
        ("does not say where arms and hands lie", silent("hands?|arms?")),
        ("does not say how the legs lie at the start", silent("legs? (out|flat|straight)")),
    ],
    "abdominal-contraction": [
        (
            "has a plain name before the source's",
            title("Stomach tightening (abdominal contraction)"),
        ),
        ("is found by the source's name", also_called("Abdominal contraction")),
        ("sums itself up truly", summary("lie on your back and tighten your stomach muscles")),
        ("is done on the back with the knees bent", position("hook-lying")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("starts with the knees bent", ready(2, "Bend your knees.")),
        ("starts with the hands on the stomach", ready(3, "Put your hands on your stomach.")),
        ("tightens the stomach muscles", step(1, "Tighten your stomach muscles.")),
        ("tries to draw the navel in", step(2, "Try to draw your navel in")),
        ("draws it toward the spine", step(2, "toward your spine")),
        ("is held for 5 seconds", hold("5 seconds", at_step=3)),
        ("ends in relaxing", step(4, "Relax.")),
        ("has these four steps and no more", steps(4)),
        ("never holds the breath", do_not("hold your breath at any time")),
        ("is done 10 times", repetitions("10")),
        ("has no sides", sides(None)),
        ("needs nothing that the source does not name", needs()),
    ],
    "straight-leg-raise": [
        ("has the source's name", title("Straight leg raise")),
        (
            "sums itself up truly",
            summary("with one knee bent", "raise the other leg while it is straight, and lower it"),
        ),
        ("is done on the back", position("supine")),
        ("starts on the back", ready(1, "Lie on your back.")),
        ("starts with one knee bent", ready(2, "Bend one knee.")),
        ("starts with the other leg straight", ready(3, "Keep your other leg straight.")),
        ("needs the floor", needs("floor")),
        ("tightens the stomach", step(1, "Tighten your stomach")),
        ("tries to draw the navel in", step(2, "Try to draw your navel in")),
        ("draws it toward the spine", step(2, "toward your spine")),
        ("raises the straight leg slowly", step(3, "Raise your straight leg slowly")),
        ("raises it to 6 to 12 inches", step(3, "6 to 12 inches (15 to 30 cm) above the floor")),
        ("is held for up to 5 seconds", hold("up to 5 seconds", at_step=4)),
        ("lowers the leg slowly", step(5, "Lower your leg slowly.")),
        ("goes on with the other side", step(6, "Do the same on the other side.")),
        ("has these six steps and no more", steps(6)),
        ("is done 10 times", repetitions("10")),
        ("counts each side", sides("each", "leg")),
        ("does not say where arms and hands lie", silent("hands?|arms?")),
        ("has no list of things not to do", do_not()),
    ],
    "wall-squats": [
        ("has the source's name", title("Wall squats")),
        (
            "sums itself up truly",
            summary("your back against a wall and bend your knees part of the way"),
        ),
        ("is done standing", position("standing")),
        ("needs the wall", needs("wall")),
        ("starts with the back against the wall", ready(1, "your back against the wall")),
        ("starts with the feet about 12 inches off", ready(2, "feet about 12 inches (30 cm) from")),
        ("tightens the stomach", step(1, "Tighten your stomach.")),
        ("bends the knees slowly", step(2, "Bend your knees slowly")),
        ("bends them to about 45 degrees", step(2, "to about 45 degrees")),
        ("means 45 degrees of bend", step(2, "(halfway from straight to a square corner)")),
        ("tells editors that this is a reading", note("Our reading is that about 45 degrees")),
        ("is held for about 5 seconds", hold("about 5 seconds", at_step=3)),
        ("returns slowly", step(4, "Return slowly")),
        ("has these four steps and no more", steps(4)),
        ("does not go too far down", do_not("go too far down")),
        ("is done 10 times", repetitions("10")),
        ("has no sides", sides(None)),
    ],
    "heel-raises": [
        ("has the source's name", title("Heel raises")),
        (
            "sums itself up truly",
            summary(
                "facing a wall, raise your heels, and lower them", "Your toes stay on the floor."
            ),
        ),
        ("is done standing", position("standing")),
        ("needs the wall", needs("wall")),
        ("starts facing the wall", ready(1, "Stand facing the wall.")),
        ("raises the heels slowly", step(1, "Raise your heels slowly")),
        ("keeps the toes on the floor going up", step(1, "your toes on the floor")),
        ("lowers the heels slowly", step(2, "Lower your heels slowly")),
        ("keeps the toes on the floor coming down", step(2, "your toes still on the floor")),
        ("has these two steps and no more", steps(2)),
        ("has no hold", no_hold),
        ("is done 10 times", repetitions("10")),
        ("has no sides", sides(None)),
        ("has no list of things not to do", do_not()),
    ],
    "quadruped-opposite-arm-and-leg": [
        ("has a plain name", title("Opposite arm and leg on hands and knees (quadruped)")),
        ("is found by the source's name", also_called("Quadruped opposite arm and leg")),
        (
            "sums itself up truly",
            summary(
                "on your hands and knees",
                "lift one arm and the opposite leg together until they are level",
            ),
        ),
        ("is done on hands and knees", position("hands-and-knees")),
        ("starts on hands and knees", ready(1, "Get on your hands and knees.")),
        ("starts with the abdominals tight", ready(2, "Tighten your abdominal muscles.")),
        ("starts with the right arm and the left leg", step(1, "your right arm and your left leg")),
        ("lifts them together", step(1, "together")),
        ("straightens them", step(2, "Straighten them")),
        ("brings them level with the ground", step(2, "until they are level with the ground")),
        ("tightens buttocks and thigh", step(3, "Tighten the muscles of your buttocks and thigh.")),
        ("is held for 2 seconds", hold("2 seconds", at_step=4)),
        ("returns slowly to the start", step(5, "Return slowly to the start.")),
        ("goes on with left arm and right leg", step(6, "your left arm and your right leg")),
        ("has these six steps and no more", steps(6)),
        ("is done 10 times", repetitions("10")),
        ("alternates", sides("alternating")),
        ("never says 10 for each side", dose_says("10 times, changing sides")),
        ("tells editors that 10 has two readings", note("10 in all or 10 for each pair")),
        ("does not say how the head is held", silent("head|neck|face|chin|look")),
        ("has no list of things not to do", do_not()),
    ],
    "prone-opposite-arm-and-leg": [
        ("has a plain name", title("Opposite arm and leg, face down (prone)")),
        ("is found by the source's name", also_called("Prone opposite arm and leg")),
        (
            "sums itself up truly",
            summary("face down and lift one arm together with the opposite leg"),
        ),
        ("is done face down", position("prone")),
        ("starts face down", ready(1, "Lie face down.")),
        ("starts with the arms past the head", ready(2, "Stretch your arms out past your head.")),
        ("starts with the palms down", ready(3, "Turn your palms down.")),
        ("lifts right arm with left leg", step(1, "your right arm together with your left leg")),
        ("goes as high as is comfortable", step(1, "as high as is comfortable")),
        ("is held for 10 seconds", hold("10 seconds", at_step=2)),
        ("lowers slowly", step(3, "Lower them slowly.")),
        ("goes on with left arm and right leg", step(4, "your left arm and your right leg")),
        ("has these four steps and no more", steps(4)),
        ("is done 10 times with 20 to build up to", repetitions("10, build up to 20")),
        ("builds up gradually", dose_says("20 times, bit by bit")),
        ("alternates", sides("alternating")),
        ("never says 10 for each side", dose_says("10 times, changing sides")),
        ("tells editors that 10 has two readings", note("10 in all or 10 for each pair")),
        ("does not say how the head is held", silent("head (down|up|in)|neck|forehead|chin|look")),
        ("has no list of things not to do", do_not()),
    ],
    VARIANT: [
        ("says that it is harder", title("Both arms and legs, face down (harder variant)")),
        (
            "sums itself up truly",
            summary("face down and lift both arms and both legs at the same time"),
        ),
        ("is a variant of the prone one", harder_variant_of("prone-opposite-arm-and-leg")),
        ("tells editors what the source calls it", note('calls this variant "Advanced"')),
        ("is done face down", position("prone")),
        ("starts face down", ready(1, "Lie face down.")),
        ("starts with the arms past the head", ready(2, "Stretch your arms out past your head.")),
        ("starts with the palms down", ready(3, "Turn your palms down.")),
        ("needs the floor", needs("floor")),
        ("lifts all four together", step(1, "Lift both arms and both legs together")),
        ("lifts them a few inches", step(1, "a few inches from the floor")),
        ("gives no number for a few inches", silent("[0-9]+|cm")),
        ("is held for 5 seconds", hold("5 seconds", at_step=2)),
        ("ends in a release", step(3, "Release")),
        ("has these three steps and no more", steps(3)),
        ("has an open count", repetitions("open")),
        ("moves both sides at once", sides("both")),
        ("has no list of things not to do", do_not()),
    ],
    "pelvic-tilt": [
        ("has the source's name", title("Pelvic tilt")),
        (
            "sums itself up truly",
            summary("tighten your stomach muscles, and bring your back down flat on the floor"),
        ),
        ("is done on the back with the knees bent", position("hook-lying")),
        ("needs the floor", needs("floor")),
        ("starts on the back on the floor", ready(1, "Lie on your back on the floor.")),
        ("starts with the knees at 90 degrees", ready(2, "Bend your knees to 90 degrees")),
        ("starts with the feet flat", ready(2, "with your feet flat")),
        ("starts with the head on the floor", ready(3, "the back of your head on the floor")),
        ("starts with the neck in line", ready(3, "your neck in line with your spine")),
        ("starts with the natural curve", ready(4, "Keep the natural curve in your back")),
        ("starts with a space under the low back", ready(4, "a space under your low back")),
        ("breathes in first", step(1, "Breathe in.")),
        ("breathes out while the abdominals contract", step(2, "Breathe out while you")),
        ("contracts the abdominals slowly", step(2, "slowly tighten your abdominal muscles")),
        ("draws the navel slightly to the spine", step(3, "navel slightly toward your spine")),
        ("rocks the pelvis backward", step(4, "your pelvis rock backward")),
        ("brings the back flat on the floor", step(4, "until your back is flat on the floor")),
        ("is held for 10 seconds", hold("10 seconds", at_step=5)),
        ("breathes smoothly in the hold", step(6, "Breathe smoothly while you hold.")),
        ("breathes in at the end", step(7, "Breathe in and")),
        ("lets pelvis and spine return", step(7, "let your pelvis and spine return")),
        ("has these seven steps and no more", steps(7)),
        ("is felt as a gentle stretch", summary("You feel a gentle stretch in your low back.")),
        ("has an open count", repetitions("open")),
        ("has no sides", sides(None)),
        ("does not say where arms and hands lie", silent("hands?|arms?")),
        ("has no list of things not to do", do_not()),
    ],
    "abdominal-crunch": [
        ("has the source's name", title("Abdominal crunch")),
        (
            "sums itself up truly",
            summary(
                "do a pelvic tilt, and then you bring your shoulder blades up",
                "less than a full sit-up",
            ),
        ),
        ("is done on the back with the knees bent", position("hook-lying")),
        ("needs the floor", needs("floor")),
        ("starts from the pelvic tilt", starts_from("pelvic-tilt")),
        ("does a pelvic tilt first", step(1, "Do a pelvic tilt")),
        ("tilts to the flat back", step(1, "until your back is flat on the floor")),
        ("keeps the abdominals tense", step(2, "Keep your abdominal muscles tense")),
        ("keeps the tension throughout", step(2, "from here to the end")),
        ("takes one more breath", step(3, "Take one more breath.")),
        ("brings the shoulder blades up", step(4, "Bring your shoulder blades up.")),
        ("keeps the head in line", step(5, "Keep your head in line with your body.")),
        ("is held for 2 seconds", hold("2 seconds", at_step=6)),
        ("lowers slowly", step(7, "Lower yourself slowly")),
        ("lowers without fully relaxing", step(7, "without fully relaxing")),
        ("has these seven steps and no more", steps(7)),
        (
            "is no sit-up, bends no neck, rests no shoulders and stays tense",
            do_not(
                "do a full sit-up",
                "bend your neck forward",
                "relax your shoulders onto the floor",
                "let go of the tension before the end",
            ),
        ),
        ("has an open count", repetitions("open")),
        ("has no sides", sides(None)),
        ("does not say where arms and hands lie", silent("hands?|arms?")),
    ],
}


@pytest.mark.parametrize(
    ("exercise_id", "check"),
    [
        pytest.param(exercise_id, check, id=f"{exercise_id} {sentence}")
        for exercise_id, rows in EXERCISES.items()
        for sentence, check in rows
    ],
)
def test_exercise(library: Library, exercise_id: str, check: Check) -> None:
    check(library.exercises[exercise_id])


def test_there_are_twelve_exercises_and_one_harder_variant(library: Library) -> None:
    assert len(TWELVE) == 12
    from_the_source = {i for i, e in library.exercises.items() if e.facts.source == WORK}
    assert from_the_source == {*TWELVE, VARIANT} == set(EXERCISES)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_each_exercise_comes_from_the_source(library: Library, exercise_id: str) -> None:
    assert library.exercises[exercise_id].facts.source == WORK


# --- What the source leaves open ------------------------------------------------------------


@pytest.mark.parametrize("field", ["sets", "rest", "times_a_day", "days_a_week"])
@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_the_source_sets_none_of_these(library: Library, exercise_id: str, field: str) -> None:
    assert field in Dose.model_fields
    assert getattr(library.exercises[exercise_id].facts.dose, field) is None


@pytest.mark.parametrize("exercise_id", sorted({*EXERCISES} - {*WITH_A_WORD_ON_BREATHING}))
def test_breathing_is_left_open(library: Library, exercise_id: str) -> None:
    silent("breath|breathe|breathing|exhale|inhale")(library.exercises[exercise_id])


@pytest.mark.parametrize("exercise_id", sorted({*EXERCISES} - {"pelvic-tilt"}))
def test_only_the_pelvic_tilt_has_a_feeling(library: Library, exercise_id: str) -> None:
    silent("feel|feels|feeling|felt")(library.exercises[exercise_id])


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_no_single_exercise_has_a_purpose(library: Library, exercise_id: str) -> None:
    silent("help|helps|strengthens?|stronger|trains?|improves?|good for|works your|easier")(
        library.exercises[exercise_id]
    )


NOT_IN_THE_SOURCE: Final = {
    "a mat": "mats?",
    "a bed": "beds?|mattress",
    "shoes": "shoes?|barefoot",
    "weeks": "weeks?",
    "how to get down to the floor and up": "get (down|up)|getting (down|up)",
    "signs that need urgent help": "urgent|urgently|emergency|numb|numbness|911",
    "pregnancy": "pregnant|pregnancy",
    "bone loss": "osteoporosis|bone loss",
    "surgery": "surgery|operation",
    "age": "age|aged|years old",
}


@pytest.mark.parametrize("topic", NOT_IN_THE_SOURCE)
def test_no_word_is_said_about(library: Library, topic: str) -> None:
    words = [e.words.title for _, e in library.entries()]
    words += [line.text for _, e in library.entries() for line in e.words.lines()]
    assert [text for text in words if mentions(text, NOT_IN_THE_SOURCE[topic])] == []


# --- The cautions: heading, grade, those they apply to, what they say -----------------------

CAUTIONS: Final[dict[str, tuple[str, str, set[str], tuple[str, ...]]]] = {
    "stop-if-it-hurts": (
        "If it hurts",
        "stop",
        {*TWELVE, VARIANT},
        (
            "Stop this exercise now.",
            "Then talk with your health care provider",
            "who can suggest a programme that suits you better",
        ),
    ),
    "back-injury-or-disc-disease": (
        "Back or spine injury, or disc disease",
        "ask-first",
        {*INITIAL, *ADVANCED, VARIANT},
        (
            "Have you ever hurt your back or spine?",
            "Do you have vertebral disc disease?",
            "If either is true, talk with your health care provider before you start.",
        ),
    ),
    "start-slowly": (
        "Start slowly",
        "take-care",
        {*TWELVE, VARIANT},
        ("It is important to begin slowly.", "make it harder bit by bit"),
    ),
    "stretch-first": (
        "Stretch first",
        "take-care",
        {*INITIAL, *ADVANCED, VARIANT},
        ("Always stretch before any other exercise.",),
    ),
    "stretch-within-limit": (
        "Stay short of your limit",
        "take-care",
        {*STRETCHES},
        (
            "Stretch slowly",
            "only as far as you are able",
            "The place where pain starts is your limit for now",
            "stay short of it",
            "Still, if it hurts, stop.",
        ),
    ),
    "when-comfortable": (
        "When you are comfortable",
        "take-care",
        {*ADVANCED, VARIANT},
        ("Try more advanced exercises once you feel comfortable with the first ones.",),
    ),
    "keep-breathing": (
        "Keep breathing",
        "take-care",
        {"abdominal-contraction"},
        ("Never hold your breath",),
    ),
    "squat-not-too-deep": (
        "Not too far down",
        "take-care",
        {"wall-squats"},
        ("to about 45 degrees", "do not go too far down"),
    ),
    "wall-for-balance": (
        "If balance is hard for you",
        "take-care",
        {"heel-raises"},
        ("You may touch the wall with your hands.",),
    ),
}
SENTENCES_OF_CAUTIONS: Final = [
    (caution_id, phrase) for caution_id, (*_, phrases) in CAUTIONS.items() for phrase in phrases
]


def test_the_programme_and_its_exercises_have_no_other_cautions(library: Library) -> None:
    applied = {c.id for exercise_id in EXERCISES for c in library.cautions_of(exercise_id)}
    assert applied == set(CAUTIONS)


@pytest.mark.parametrize("caution_id", CAUTIONS)
def test_caution_has_its_heading_and_its_grade(library: Library, caution_id: str) -> None:
    caution = library.cautions[caution_id]
    assert (caution.words.title, caution.facts.grade) == CAUTIONS[caution_id][:2]


@pytest.mark.parametrize("caution_id", CAUTIONS)
def test_caution_applies_to_these_exercises_and_no_others(
    library: Library, caution_id: str
) -> None:
    caution = library.cautions[caution_id]
    assert {i for i in library.exercises if caution in library.cautions_of(i)} == (
        CAUTIONS[caution_id][2]
    )


@pytest.mark.parametrize(("caution_id", "phrase"), SENTENCES_OF_CAUTIONS)
def test_caution_says(library: Library, caution_id: str, phrase: str) -> None:
    assert phrase in library.cautions[caution_id].words.paragraphs[0].text


@pytest.mark.parametrize("caution_id", ["stop-if-it-hurts", "back-injury-or-disc-disease"])
def test_editors_are_told_that_its_reach_is_a_reading(library: Library, caution_id: str) -> None:
    assert "Our reading" in (library.cautions[caution_id].facts.note or "")


# --- The whole programme --------------------------------------------------------------------


def message(programme: Programme) -> str:
    return " ".join(line.text for line in programme.words.paragraphs)


def stage_of(number: int, programme: Programme) -> str:
    return " ".join(line.text for line in programme.words.stages[number - 1].introduction)


def words_of_programme(programme: Programme) -> str:
    titles = [programme.words.title, *(stage.title for stage in programme.words.stages)]
    return " ".join([*titles, *(line.text for line in programme.words.lines())])


PROGRAMME: Final[list[tuple[str, Callable[[Programme], bool]]]] = [
    ("aims at a stronger low back", lambda p: "The aim is a stronger low back." in message(p)),
    (
        "says that both sets of muscles hold up the spine as a team",
        lambda p: (
            "Strong muscles in your low back and in your abdomen work as a team "
            "to hold up your spine." in message(p)
        ),
    ),
    ("opens with stretching first", lambda p: message(p).startswith("Always stretch first.")),
    ("opens with a slow start", lambda p: "Start slowly" in p.words.paragraphs[0].text),
    ("opens with bit by bit", lambda p: "harder bit by bit" in p.words.paragraphs[0].text),
    ("opens with the stop rule", lambda p: "If it hurts, stop." in p.words.paragraphs[0].text),
    (
        "names its two parts in order",
        lambda p: "first the low back stretch, and then building low back strength" in message(p),
    ),
    (
        "names the first exercises before the advanced ones",
        lambda p: (
            "begins with the first exercises, on your back and standing, "
            "and goes on to more advanced ones" in message(p)
        ),
    ),
    ("takes 10 to 30 minutes a day", lambda p: p.facts.minutes_a_day == count("10 to 30")),
    ("takes 1 to 3 sessions a day", lambda p: p.facts.sessions_a_day == count("1 to 3")),
    (
        "says at the head of the strength part that these are for a beginning",
        lambda p: (
            "The minutes and sessions a day in this guide are meant for "
            "when you begin a strength routine." in stage_of(2, p)
        ),
    ),
    ("adds no number of its own in words", lambda p: not mentions(words_of_programme(p), "[0-9]+")),
    (
        "never combines minutes and sessions",
        lambda p: not mentions(words_of_programme(p), "(each|every|per|a) session|in all|total"),
    ),
    ("tells editors never to combine them", lambda p: "never multiply" in (p.facts.note or "")),
    ("says what the stretch can help", lambda p: "can help your flexibility" in stage_of(1, p)),
    ("says range of motion as well", lambda p: "your range of motion" in stage_of(1, p)),
    ("has the stretch in two forms", lambda p: "one knee at a time, and then" in stage_of(1, p)),
    ("goes on to both knees", lambda p: "then with both knees together" in stage_of(1, p)),
    ("lies on the back in stage 2", lambda p: "You lie on your back" in stage_of(2, p)),
    ("stands in stage 3", lambda p: "You stand at a wall" in stage_of(3, p)),
    (
        "asks for comfort before stage 4",
        lambda p: "once you feel comfortable with the first exercises" in stage_of(4, p),
    ),
    ("tilts before the crunch", lambda p: "the pelvic tilt comes before it" in stage_of(4, p)),
    ("is for the low back", lambda p: p.facts.region == "low-back"),
    ("comes from the source", lambda p: p.facts.source == WORK),
    ("tells editors that 12 is our count", lambda p: "count of 12 is ours" in (p.facts.note or "")),
]


@pytest.mark.parametrize(
    "holds", [pytest.param(holds, id=f"{GUIDE} {sentence}") for sentence, holds in PROGRAMME]
)
def test_programme(library: Library, holds: Callable[[Programme], bool]) -> None:
    assert holds(library.programmes[GUIDE])


STAGES: Final = [
    ("Low back stretch", STRETCHES),
    ("Low back strength: on your back", ON_YOUR_BACK),
    ("Low back strength: standing", STANDING),
    ("Low back strength: more advanced", ADVANCED),
]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_stage_has_its_title_and_its_exercises_in_order(library: Library, number: int) -> None:
    programme = library.programmes[GUIDE]
    stage, words = programme.facts.stages[number - 1], programme.words.stages[number - 1]
    assert (words.title, stage.exercises) == STAGES[number - 1]


def test_there_are_four_stages(library: Library) -> None:
    assert len(library.programmes[GUIDE].facts.stages) == len(STAGES)


# --- The routines, which are our selection --------------------------------------------------

ROUTINES: Final = {
    "low-back-stretch": ("Low back stretch", STRETCHES),
    "on-your-back-1": ("First exercises on your back, 1", STRETCHES + ON_YOUR_BACK[:2]),
    "on-your-back-2": ("First exercises on your back, 2", STRETCHES + ON_YOUR_BACK[2:]),
    "standing": ("First exercises standing", STRETCHES + STANDING),
    "opposite-arm-and-leg": ("More advanced: opposite arm and leg", STRETCHES + OPPOSITES),
    "advanced-on-your-back": ("More advanced: on your back", STRETCHES + TILT_AND_CRUNCH),
}


def order(library: Library, routine_id: str) -> tuple[str, ...]:
    return tuple(item.exercise for item in library.routines[routine_id].facts.exercises)


def test_there_are_these_routines(library: Library) -> None:
    assert set(library.routines) >= set(ROUTINES)


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_has_its_title_and_its_order_stretches_first(
    library: Library, routine_id: str
) -> None:
    routine = library.routines[routine_id]
    assert (routine.words.title, order(library, routine_id)) == ROUTINES[routine_id]


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_opens_with_stretching_slowness_and_the_stop_rule(
    library: Library, routine_id: str
) -> None:
    only_stretches = routine_id == "low-back-stretch"
    start = "Stretch slowly" if only_stretches else "Stretch first, start slowly"
    text = library.routines[routine_id].words.paragraphs[0].text
    assert text.startswith(f"{start}, and stop if it hurts. ")


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_is_labelled_as_our_selection(library: Library, routine_id: str) -> None:
    assert "our selection" in library.routines[routine_id].words.paragraphs[0].text


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_changes_no_dose(library: Library, routine_id: str) -> None:
    assert [item.dose for item in library.routines[routine_id].facts.exercises if item.dose] == []


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_gives_no_duration(library: Library, routine_id: str) -> None:
    text = library.routines[routine_id].words.paragraphs[0].text
    assert not mentions(text, "[0-9]+|minutes?|hours?")


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_says_that_it_is_on_the_floor(library: Library, routine_id: str) -> None:
    assert "on the floor" in library.routines[routine_id].words.paragraphs[0].text


@pytest.mark.parametrize("routine_id", ROUTINES)
def test_routine_leaves_the_harder_variant_out(library: Library, routine_id: str) -> None:
    assert VARIANT not in order(library, routine_id)


def test_all_twelve_exercises_are_in_a_routine(library: Library) -> None:
    assert {i for routine_id in ROUTINES for i in order(library, routine_id)} == {*TWELVE}


def test_the_crunch_comes_only_after_the_pelvic_tilt(library: Library) -> None:
    orders = [order(library, routine_id) for routine_id in library.routines]
    orders += [stage.exercises for p in library.programmes.values() for stage in p.facts.stages]
    with_crunch = [ids for ids in orders if "abdominal-crunch" in ids]
    assert with_crunch
    for ids in with_crunch:
        assert "pelvic-tilt" in ids[: ids.index("abdominal-crunch")]


# --- The source, the disclaimer, the state of our text --------------------------------------


def telling(work: SourceWork) -> str:
    return " ".join(line.text for line in work.words.paragraphs)


SOURCE: Final[list[tuple[str, Callable[[SourceWork], object], object]]] = [
    ("has its title", lambda w: w.words.title, "Exercises to Strengthen Your Low Back"),
    ("has its publisher", lambda w: w.facts.publisher, "The StayWell Company, LLC"),
    (
        "has its copyright line",
        lambda w: w.facts.copyright,
        "© 2000-2025 The StayWell Company, LLC. All rights reserved.",
    ),
    ("has no known address", lambda w: w.facts.address, None),
    ("was reviewed in February", lambda w: w.facts.last_reviewed, datetime.date(2025, 2, 1)),
    (
        "tells editors how we read its date",
        lambda w: "month/day/year" in (w.facts.note or ""),
        True,
    ),
    ("has no date of a next review", lambda w: w.facts.next_review, None),
    (
        "has its three reviewers",
        lambda w: [(r.name, r.credentials, r.role) for r in w.facts.reviewers],
        [
            ("Daphne Pierce-Smith", "RN MSN", "Online Medical Reviewer"),
            ("Elizabeth Oswald", "PT DPT", "Online Medical Reviewer"),
            ("Vinita Wadhawan", "Researcher", "Online Medical Reviewer"),
        ],
    ),
    ("stands in an encyclopedia", lambda w: '"Health Encyclopedia"' in telling(w), True),
    ("names its maker", lambda w: "powered by Krames by WebMD Ignite" in telling(w), True),
    ("names no hospital", lambda w: "Our copy names no hospital" in telling(w), True),
    ("was adapted", lambda w: "Our text is an adaptation" in telling(w), True),
    (
        "endorses nothing",
        lambda w: "StayWell and Krames have not endorsed it." in telling(w),
        True,
    ),
    (
        "has reviewers who have not seen our text",
        lambda w: "The reviewers of the source have not seen it." in telling(w),
        True,
    ),
]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [pytest.param(actual, expected, id=f"{WORK} {said}") for said, actual, expected in SOURCE],
)
def test_source(library: Library, actual: Callable[[SourceWork], object], expected: object) -> None:
    assert actual(library.sources[WORK]) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "This information is not meant to replace care from a professional.",
        "What your own health care professional tells you always comes first.",
    ],
)
def test_the_disclaimer_says(library: Library, phrase: str) -> None:
    assert library.disclaimer
    assert phrase in " ".join(line.text for line in library.disclaimer.words.paragraphs)


def test_no_clinician_has_reviewed_our_text_yet(library: Library) -> None:
    assert [e.path for _, e in library.entries() if getattr(e.facts, "review", None)] == []


POSITIONS: Final = {
    "supine": ("On your back", None, True),
    "hook-lying": ("On your back with your knees bent", "supine", True),
    "hands-and-knees": ("On your hands and knees", None, True),
    "prone": ("Face down", None, True),
    "standing": ("Standing", None, False),
}


@pytest.mark.parametrize("position_id", POSITIONS)
def test_position_has_its_name_its_group_and_its_floor(library: Library, position_id: str) -> None:
    place = library.positions[position_id]
    assert (place.words.title, place.facts.part_of, place.facts.floor) == POSITIONS[position_id]


def test_floor_and_wall_are_all_that_is_needed(library: Library) -> None:
    assert set(library.equipment) == {"floor", "wall"}
