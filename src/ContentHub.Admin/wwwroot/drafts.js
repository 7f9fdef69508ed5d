// Keeps what is typed into forms marked data-draft in the browser, key by key and without asking the server: it outlives a
// reload, a crash and a lost connection. The server hears of it after a pause.

import { takeUp } from "./early.js";

const pause = 500;
const waiting = new WeakMap();
const empty = new Set();

const load = key => {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
};

// A stream, because all that is kept may be more than one message to the server can hold. What was typed into a form that came
// with nothing kept is in it already.
export const open = key => new Blob([JSON.stringify(empty.delete(key) ? null : load(key))]);

const write = (key, draft) => {
  try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or refused: typing goes on all the same */ }
};

export function keep(key, basedOn, name, text) {
  const draft = load(key) ?? { at: 0, basedOn, texts: {}, bases: {} };
  draft.at = Date.now();
  draft.texts[name] = text;
  // A whole component has in it what was typed inside.
  for (const inner of Object.keys(draft.texts)) if (inner.startsWith(name + ".")) delete draft.texts[inner];
  write(key, draft);
}

export function base(key, name, text) {
  const draft = load(key);
  if (draft === null || name in (draft.bases ??= {})) return;
  draft.bases[name] = text;
  write(key, draft);
}

export const replace = (key, draft) => write(key, draft);

export function drop(key) {
  try { localStorage.removeItem(key); } catch { /* what cannot be written needs no removal */ }
}

const tell = field => {
  clearTimeout(waiting.get(field));
  if (field.isConnected) field.dispatchEvent(new Event("change", { bubbles: true }));
};

// A date half typed is no value yet: such fields tell when they are left.
const tellsSoon = field => field.matches("textarea, input:not([type]), input[type=text], input[type=email]");

document.addEventListener("input", e => {
  const name = e.target.dataset?.draftField;
  const form = name === undefined ? null : e.target.closest("[data-draft]");
  if (form) keep(form.dataset.draft, form.dataset.basedOn ? Number(form.dataset.basedOn) : null, name, e.target.value);
  if (e.target.closest?.("[data-draft]") && tellsSoon(e.target) && e.target.getAttribute("role") !== "combobox") {
    clearTimeout(waiting.get(e.target));
    waiting.set(e.target, setTimeout(tell, pause, e.target));
  }
});

// A form in which something is kept waits until the server has put it back, lest the first letter typed take its place. What is
// typed into a page that does not answer yet is kept, too.
customElements.define("draft-gate", class extends HTMLElement {
  static observedAttributes = ["open"];

  connectedCallback() {
    // Blazor fills an element after it has put it in.
    queueMicrotask(() => {
      const form = this.closest("[data-draft]");
      if (!form || this.hasAttribute("open")) return;
      const key = form.dataset.draft;
      form.inert = load(key) !== null;
      if (form.inert) empty.delete(key); else empty.add(key);
      takeUp();
    });
  }

  attributeChangedCallback() {
    const form = this.closest("[data-draft]");
    if (form) form.inert = false;
    requestAnimationFrame(takeUp);   // once the fields, too, have become what the server sent along
  }
});

// Told by leaving the field: once is enough.
document.addEventListener("change", e => clearTimeout(waiting.get(e.target)), true);
