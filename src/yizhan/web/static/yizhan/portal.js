// What a newer phone can do more on the residents' page: smaller photographs, a recorded voice, read aloud.
// Without it every page works all the same.

const WIDEST = 1600;
const LONGEST_MS = 60_000;

const put = (input, file) => {
  const kept = new DataTransfer();
  kept.items.add(file);
  input.files = kept.files;
};

const named = (input, text) => {
  input.closest("label").querySelector(".brought-name").textContent = text;
};

// A photograph of 8 MB takes minutes on a slow network, and more than 2 MB is not taken.
const shrink = async (input) => {
  const [file] = input.files;
  if (!file) return;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  if (small && small.size < file.size) put(input, new File([small], "photograph.jpg", { type: "image/jpeg" }));
  named(input, "✓");
};

const record = (label, input) => {
  let recorder = null;
  const words = label.querySelector("span");
  const said = words.textContent;
  const begin = async () => {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts = [];
    recorder = new MediaRecorder(sound);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      sound.getTracks().forEach((track) => track.stop());
      put(input, new File(parts, "voice", { type: recorder.mimeType }));
      recorder = null;
      label.classList.remove("is-recording");
      words.textContent = said;
      named(input, label.dataset.kept);
    });
    recorder.start();
    setTimeout(() => recorder?.stop(), LONGEST_MS);
    label.classList.add("is-recording");
    words.textContent = label.dataset.stop;
  };
  label.addEventListener("click", (event) => {
    event.preventDefault();
    if (recorder) recorder.stop();
    // Who forbids the microphone is given the phone's own way to choose a recording.
    else begin().catch(() => input.showPicker());
  });
};

for (const input of document.querySelectorAll('input[type="file"][accept^="image"]')) {
  input.addEventListener("change", () => shrink(input));
}
if (globalThis.MediaRecorder && navigator.mediaDevices) {
  for (const label of document.querySelectorAll("[data-voice]")) record(label, label.querySelector("input"));
}

const aloud = document.querySelector("[data-aloud]");
if (aloud && globalThis.speechSynthesis) {
  aloud.hidden = false;
  const words = aloud.querySelector("span");
  const said = words.textContent;
  aloud.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    const speech = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
    speech.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    speech.addEventListener("start", () => (words.textContent = aloud.dataset.stop));
    for (const end of ["end", "error"]) speech.addEventListener(end, () => (words.textContent = said));
    speechSynthesis.speak(speech);
  });
}
