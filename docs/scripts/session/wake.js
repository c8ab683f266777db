/* Keeps the screen on during a session, where the browser can; tells whether it does. */

export function createWake(tell) {
  let wanted = false;
  let lock = null;

  const ask = async () => {
    if (!wanted || document.visibilityState !== "visible") return;
    if (!("wakeLock" in navigator)) {
      tell(false);
      return;
    }
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch (fault) {
      if (!(fault instanceof DOMException)) throw fault;
      tell(false); // the battery is low, or the person does not allow it
      return;
    }
    // The system may take it back at any time.
    lock.addEventListener("release", () => { if (wanted) tell(false); });
    if (wanted) tell(true);
    else await lock.release();
  };

  return {
    start() {
      wanted = true;
      document.addEventListener("visibilitychange", ask); // a hidden page loses its lock
      return ask();
    },
    stop() {
      wanted = false;
      document.removeEventListener("visibilitychange", ask);
      lock?.release();
      lock = null;
    },
  };
}
