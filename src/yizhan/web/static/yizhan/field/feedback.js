// What hands and ears are told when eyes are on the people: a beep and a shake, different for good and bad.

const GOOD = { tones: [[880, 0.09]], shake: 60 };
const BAD = { tones: [[330, 0.18], [247, 0.28]], shake: [120, 60, 120] };
const ALARM = { tones: [[660, 0.22], [520, 0.22], [660, 0.22], [520, 0.3]], shake: [300, 100, 300, 100, 300] };

/** @type {AudioContext | null} */
let sound = null;

/** A tap was kept, or a code was read. */
export const good = () => give(GOOD);

/** Something was not accepted: look at the screen. */
export const bad = () => give(BAD);

/** Somebody has a fever: look at the screen now. */
export const alarm = () => give(ALARM);

function give({ tones, shake }) {
  // A page that nobody has touched yet may not shake; asking anyway is only an error on its console.
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(shake);
  try {
    sound ??= new AudioContext();
    // A phone lets a page make sound only after the first tap.
    if (sound.state === "suspended") sound.resume();
    let start = sound.currentTime;
    for (const [pitch, seconds] of tones) {
      play(sound, pitch, start, seconds);
      start += seconds;
    }
  } catch {
    // A phone without sound still shakes and shows.
  }
}

function play(context, pitch, start, seconds) {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.5, start);
  loudness.gain.exponentialRampToValueAtTime(0.01, start + seconds);
  tone.connect(loudness).connect(context.destination);
  tone.start(start);
  tone.stop(start + seconds);
}
