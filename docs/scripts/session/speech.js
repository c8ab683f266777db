/*
 * Speaks, only when asked to and only with a voice of this device: another voice would send what
 * it is to say to somebody else.
 */

const WAIT = 1500;

/* Browsers load their list of voices late, and say so once. */
function voices() {
  const found = speechSynthesis.getVoices();
  if (found.length > 0) return Promise.resolve(found);
  return new Promise((answer) => {
    const done = () => answer(speechSynthesis.getVoices());
    speechSynthesis.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, WAIT);
  });
}

export function createSpeaker(language) {
  let voice = null;

  const hush = () => {
    if (voice) speechSynthesis.cancel();
  };

  return {
    hush,
    get on() {
      return voice !== null;
    },
    /* True if the device has a voice of its own for the language of the page. */
    async switchOn() {
      if (!("speechSynthesis" in window)) return false;
      const own = (await voices()).filter((each) => each.localService === true);
      voice = own.find((each) => each.lang.toLowerCase().startsWith(language)) ?? null;
      return voice !== null;
    },
    switchOff() {
      hush();
      voice = null;
    },
    say(words) {
      if (!voice) return;
      hush();
      const spoken = new SpeechSynthesisUtterance(words);
      spoken.voice = voice;
      spoken.lang = voice.lang;
      speechSynthesis.speak(spoken);
    },
  };
}
