// Words in the reader's language. Django's catalogue (/i18n.js) is kept with the app; without it, English.

const catalogue = /** @type {any} */ (globalThis);

/** Return the translation of an English text. */
export const gettext = (text) => (catalogue.gettext ? catalogue.gettext(text) : text);

/** Return the translation for a number of things. */
export const ngettext = (one, many, count) =>
  catalogue.ngettext ? catalogue.ngettext(one, many, count) : count === 1 ? one : many;

/** Fill `%(name)s` in a translated text. */
export const fill = (text, facts) => text.replace(/%\((\w+)\)[sd]/g, (_, name) => String(facts[name]));

export const language = document.documentElement.lang;
