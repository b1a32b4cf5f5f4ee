// Reading QR codes with the camera: the browser's own reader where there is one, else in plain JavaScript.

import decodeQR from "../../vendor/qr/decode.js";
import { readBars } from "./barcode.js";
import { button, make } from "./dom.js";
import { bad, good } from "./feedback.js";
import { openSheet } from "./sheet.js";
import { fill, gettext } from "./words.js";

const PAUSE_MS = 120;
const SIDE = 480;
const LINES = 9;

/**
 * Open the camera until a code is read that `read(text)` understands; resolves to that, or null if left.
 * `wrong(text)` says what another code is not; `instead()` is told if somebody would rather type, or what `other` says.
 * With `lines` the bars of a parcel's label are read as well.
 */
export function scan(title, read, { wrong = notWristband, instead = () => {}, other = gettext("Type it instead"), lines = false } = {}) {
  return new Promise((resolve) => {
    let found = null;
    let close = () => {};
    const camera = new Camera(lines);
    const word = make("p.scan-word", { role: "status" }, gettext("Hold the code into the frame"));
    const finder = make("div.finder", {}, camera.video);
    const onCode = (text) => {
      found = read(text);
      if (found) return good(), close();
      bad();
      word.textContent = wrong(text);
    };
    const onFault = (fault) => {
      finder.hidden = true;
      word.textContent = sentenceOf(fault);
      word.className = "notice is-bad";
    };
    const draw = (end) => {
      close = end;
      return [finder, word, make("div.full-foot", {}, button("btn.btn-huge", () => (instead(), end()), other))];
    };
    openSheet(title, draw, { kind: "camera", onClose: () => (camera.stop(), resolve(found)) });
    camera.start(onCode).catch(onFault);
  });
}

const notWristband = (text) => fill(gettext("“%(text)s” is not a wristband"), { text: text.slice(0, 24) });

/** The phone's camera, read frame by frame while it runs. */
class Camera {
  constructor(lines) {
    this.lines = lines;
    this.video = /** @type {HTMLVideoElement} */ (make("video", { playsinline: true, muted: true }));
    this.running = true;
    /** @type {MediaStream | null} */
    this.stream = null;
  }

  async start(onCode) {
    if (!navigator.mediaDevices) throw new DOMException("", "NotSupportedError");
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    // Left before the camera was there: switch its light off again.
    if (!this.running) return stopTracks(stream);
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    const look = await reader(this.lines);
    while (this.running) {
      const text = await look(this.video);
      if (text && this.running) onCode(text);
      await new Promise((resolve) => setTimeout(resolve, text ? 1_200 : PAUSE_MS));
    }
  }

  stop() {
    this.running = false;
    if (this.stream) stopTracks(this.stream);
  }
}

const stopTracks = (stream) => stream.getTracks().forEach((track) => track.stop());

/** What stands on parcels beside QR codes, as a browser's own reader calls it. */
const BARS = ["code_128", "code_39", "code_93", "codabar", "itf", "ean_13", "data_matrix"];

/** Return a function that finds the text of a code in a video's present frame, or null. */
async function reader(lines) {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = (await Detector?.getSupportedFormats().catch(() => [])) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new Detector({ formats: ["qr_code", ...(lines ? BARS.filter((one) => formats.includes(one)) : [])] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
  }
  const canvas = document.createElement("canvas");
  const drawing = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  return async (video) => decodeFrame(video, canvas, drawing) ?? (lines ? decodeBars(video, canvas, drawing) : null);
}

/** Look for bars along some lines across the middle of the picture. */
function decodeBars(video, canvas, drawing) {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width) return null;
  [canvas.width, canvas.height] = [width, 1];
  for (let number = 1; number <= LINES; number += 1) {
    drawing.drawImage(video, 0, (height * (number + LINES)) / (3 * LINES + 1), width, 1, 0, 0, width, 1);
    const { data } = drawing.getImageData(0, 0, width, 1);
    const text = readBars(Uint8Array.from({ length: width }, (_, at) => (2 * data[4 * at] + 5 * data[4 * at + 1] + data[4 * at + 2]) >> 3));
    if (text) return text;
  }
  return null;
}

function decodeFrame(video, canvas, drawing) {
  // Only the middle of the picture, where the finder's frame is: a phone decodes that in time.
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return null;
  canvas.width = canvas.height = Math.min(SIDE, side);
  const left = (video.videoWidth - side) / 2;
  const top = (video.videoHeight - side) / 2;
  drawing.drawImage(video, left, top, side, side, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null; // no code in this frame
  }
}

function sentenceOf(fault) {
  if (fault.name === "NotAllowedError") return gettext("The camera is not allowed. Allow it in the browser's settings, or type the number.");
  if (fault.name === "NotFoundError") return gettext("This phone has no camera that can be used. Type the number.");
  if (fault.name === "NotReadableError") return gettext("Another app holds the camera. Close it, or type the number.");
  return gettext("The camera does not work here. Type the number.");
}
