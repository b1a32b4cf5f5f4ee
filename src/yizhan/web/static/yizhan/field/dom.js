// Building elements. Texts are always texts, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: `make("button.btn", {onclick, disabled}, "Save")`. Absent children are left out. */
export function make(description, attributes = {}, ...children) {
  const [tag, ...classes] = description.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** Make a button; `onTap` also keeps a form from being sent. */
export function button(description, onTap, ...children) {
  return make(`button.${description}`, { type: "button", onclick: onTap }, ...children);
}

/** Mark a button as chosen or not; returns it. */
export function pressed(element, is) {
  element.setAttribute("aria-pressed", String(is));
  return element;
}

/** Make a picture from paths drawn in a box of `width` x `height`. */
export function picture(paths, { width = 24, height = 24, label = "" } = {}) {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", `0 0 ${width} ${height}`);
  if (label) {
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", label);
  } else image.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    image.append(path);
  }
  return image;
}

function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (value === false || value === null || value === undefined) return;
  else element.setAttribute(name, value === true ? "" : String(value));
}

const present = (children) => children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
