// Bars of Code 128, as on couriers' labels, for phones whose browser reads none: a line of brightness to a text.

// The widths of the bars and gaps of each value, in modules; the last three begin a code in set A, B or C.
const WIDTHS =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221" +
  "223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321" +
  "112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131" +
  "311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
  "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
  "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";
const VALUES = new Map(Array.from({ length: WIDTHS.length / 6 }, (_, value) => [WIDTHS.slice(6 * value, 6 * value + 6), value]));
const [START_A, START_B, START_C, STOP] = [103, 104, 105, "233111"];
const [TO_C, TO_B, TO_A, SHIFT] = [99, 100, 101, 98];
const MODULES = 11;
const MODULUS = 103;
const LEAST = 3;
// An edge counts once it is this far between the darkest and the brightest of its line.
const LEAST_CONTRAST = 40;

/** Return the text of the code that lies across this line of brightness (0 to 255), in either direction, or null. */
export function readBars(line) {
  const runs = runsOf(line);
  return runs && (readRuns(runs) ?? readRuns([...runs].reverse()));
}

/** The lengths of dark and light by turns, the first and the last light; null without contrast. */
function runsOf(line) {
  let [low, high] = [255, 0];
  for (const value of line) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (high - low < LEAST_CONTRAST) return null;
  const middle = (low + high) / 2;
  const runs = [];
  let [dark, length] = [false, 0];
  for (const value of line) {
    if (value < middle !== dark) {
      runs.push(length);
      [dark, length] = [!dark, 0];
    }
    length += 1;
  }
  runs.push(length);
  if (dark) runs.push(0);
  return runs;
}

function readRuns(runs) {
  for (let first = 1; first + 6 < runs.length; first += 2) {
    const start = valueAt(runs, first);
    const values = start !== null && start >= START_A ? valuesFrom(runs, first + 6) : null;
    if (values && values.length >= LEAST && isWhole(start, values)) return textOf(start, values.slice(0, -1));
  }
  return null;
}

/** The values up to the stop, the checking one last; null if something else comes before. */
function valuesFrom(runs, first) {
  const values = [];
  for (let at = first; at + 5 < runs.length; at += 6) {
    if (patternAt(runs, at) === STOP) return values;
    const value = valueAt(runs, at);
    if (value === null || value >= START_A) return null;
    values.push(value);
  }
  return null;
}

const valueAt = (runs, first) => VALUES.get(patternAt(runs, first)) ?? null;

function patternAt(runs, first) {
  const six = runs.slice(first, first + 6);
  const whole = six.reduce((sum, one) => sum + one, 0);
  return six.map((one) => Math.round((one * MODULES) / whole)).join("");
}

function isWhole(start, values) {
  const sum = values.slice(0, -1).reduce((total, value, index) => total + value * (index + 1), start);
  return sum % MODULUS === values.at(-1);
}

function textOf(start, values) {
  let set = { [START_A]: "A", [START_B]: "B", [START_C]: "C" }[start];
  let once = "";
  let text = "";
  for (const value of values) {
    const now = once || set;
    once = "";
    if (now === "C" && value < 100) text += String(value).padStart(2, "0");
    else if (value === TO_C && now !== "C") set = "C";
    else if (value === TO_B && now !== "B") set = "B";
    else if (value === TO_A && now !== "A") set = "A";
    else if (value === SHIFT && now !== "C") once = now === "A" ? "B" : "A";
    else if (value < 96 && now !== "C") text += String.fromCharCode(now === "A" && value > 63 ? value - 64 : value + 32);
  }
  return text;
}
