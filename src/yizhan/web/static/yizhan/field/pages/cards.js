// Cards for a door without a common language: big enough to be read across a corridor, with the phone's own voice.
// They lie on the phone with the app. A machine's translation, where one is plugged in, is marked as one.

import { button, make, pressed } from "../dom.js";
import { openSheet } from "../sheet.js";
import { gettext, language } from "../words.js";

const tongue = language.startsWith("en") ? "en" : "zh";
const { dataset } = document.body;
const LONGEST = 300;

/** @type {{groups: any[], languages: any[], machine: boolean} | null} */
let told = null;

/** Fetch the cards, which the service worker keeps with the app. */
export async function loadCards() {
  const response = await fetch(dataset.cards).catch(() => null);
  if (response?.ok) told = await response.json();
}

/** Open the cards in the language that was used last on this phone. */
export async function openCards(phone) {
  if (!told) await loadCards();
  // Whom to call is remembered for when there is no network.
  phone.contact.get(`sites/${dataset.site}/interpreters`).then(({ status, body }) => status === 200 && phone.remember("interpreters", body));
  openSheet(gettext("Cards"), (_close, replace) => {
    if (!told) return make("p.empty", {}, gettext("The cards are fetched as soon as there is network."));
    const draw = () => replace(...shelf(phone, chosen(phone), draw));
    return shelf(phone, chosen(phone), draw);
  });
}

const chosen = (phone) => told.languages.find(({ key }) => key === phone.note("cards", "")) ?? told.languages.find(({ key }) => key !== "zh");
const own = () => told.languages.find(({ key }) => key === tongue);

function shelf(phone, theirs, again) {
  const choose = (key) => (phone.remember("cards", key), again());
  return [
    make("div.card-languages", { role: "group", "aria-label": gettext("Their language") },
      told.languages.map(({ key, name }) => pressed(button("btn", () => choose(key), make("span", { lang: key }, name)), key === theirs.key))),
    callable(phone, theirs),
    told.machine ? machine(phone, theirs) : null,
    told.groups.map((group) => make("section.card-group", {}, make("h3", {}, group[tongue]),
      make("div.card-rows", {}, group.cards.map((key) => button("card-row", () => show(theirs, own().sentences[key], theirs.sentences[key]), make("span", {}, own().sentences[key]), make("small", { lang: theirs.key, dir: way(theirs) }, theirs.sentences[key])))))),
  ].flat().filter(Boolean);
}

/** Interpreters for this language, to be called with one tap. */
function callable(phone, theirs) {
  const able = phone.note("interpreters", []).filter(({ languages }) => languages.includes(theirs.key));
  return able.length ? make("div.card-interpreters", {}, able.map(({ name, phone: number, hours }) =>
    make("a.btn.btn-huge", { href: `tel:${number}` }, `☎ ${gettext("Interpreter")} `, name, hours ? make("small", {}, ` ${hours}`) : null))) : null;
}

const way = ({ rtl }) => (rtl ? "rtl" : "ltr");

/** One sentence over the whole screen, for them to read; said aloud where this phone has the voice. */
function show(theirs, said, text, isMachine = false) {
  const voice = voiceFor(theirs);
  openSheet(said, () => [
    isMachine ? make("p.notice.is-warn", {}, gettext("Translated by a machine. Nobody has looked at it.")) : null,
    make("p.card-large", { lang: theirs.key, dir: way(theirs) }, text),
    make("p.muted", {}, said),
    make("div.full-foot", {}, voice
      ? button("btn.btn-giant.btn-primary", () => speak(theirs, text, voice), gettext("Say it aloud"))
      : make("p.hint", {}, gettext("This phone has no voice for this language. Let them read it."))),
  ]);
  if (voice) speak(theirs, text, voice);
}

/** A voice that lives on the phone needs no network; another one is better than none. */
function voiceFor({ speech }) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  const base = speech.split("-")[0];
  const able = voices.filter(({ lang }) => lang.replace("_", "-").split("-")[0] === base);
  return able.find(({ localService, lang }) => localService && lang.replace("_", "-") === speech) ?? able.find(({ localService }) => localService) ?? able[0] ?? null;
}

function speak({ speech }, text, voice) {
  const utterance = new SpeechSynthesisUtterance(text);
  Object.assign(utterance, { voice, lang: speech, rate: 0.9 });
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

/** A sentence of one's own, by the machine that the site has plugged in. */
function machine(phone, theirs) {
  const typed = /** @type {HTMLInputElement} */ (make("input", { maxlength: LONGEST, "aria-label": gettext("A sentence of your own") }));
  const answer = make("p.hint", { role: "status" }, gettext("A machine translates it, outside of this site: no names, nothing about anybody’s health."));
  const ask = async () => {
    const text = typed.value.trim();
    if (!text) return;
    const { status, body } = await phone.contact.post(`sites/${dataset.site}/translations`, { text, target: theirs.key });
    if (status === 200) return show(theirs, text, body.text, true);
    answer.replaceChildren(body?.message ?? gettext("No network: the cards below work without."));
  };
  return make("section.card-machine", {}, typed, button("btn.btn-huge", ask, gettext("Translate")), answer);
}
