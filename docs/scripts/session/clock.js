/*
 * Counts down by a deadline on the monotonic clock, never by counting ticks: it does not drift,
 * and time that is paused does not count.
 */

const LATE = 1000;

/* `show` is given the whole seconds that are left, `end` the time at which the count was over. */
export function createClock({ show, end, now = () => performance.now(), later = setTimeout, never = clearTimeout }) {
  let deadline = null;
  let left = null;
  let timer = 0;

  const tick = () => {
    const rest = deadline - now();
    if (rest <= 0) {
      // What follows starts when this was over, unless the device has slept in between.
      const over = Math.max(deadline, now() - LATE);
      deadline = null;
      end(over);
      return;
    }
    show(Math.ceil(rest / 1000));
    timer = later(tick, rest % 1000 || 1000);
  };

  const stop = () => {
    never(timer);
    deadline = null;
    left = null;
  };

  return {
    start(seconds, at = now()) {
      stop();
      deadline = at + seconds * 1000;
      tick();
    },
    pause() {
      if (deadline === null) return;
      const rest = deadline - now();
      stop();
      left = rest;
    },
    resume() {
      if (left === null) return;
      deadline = now() + left;
      left = null;
      tick();
    },
    stop,
  };
}
