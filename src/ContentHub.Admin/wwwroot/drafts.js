// Keeps what is typed into forms marked data-draft in the browser, key by key and without asking the server: it outlives a
// reload, a crash and a lost connection. The server hears of it after a pause.

const pause = 500;
const waiting = new WeakMap();

const load = key => {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
};

// A stream, because all that is kept may be more than one message to the server can hold.
export const open = key => new Blob([JSON.stringify(load(key))]);

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

// Told by leaving the field: once is enough.
document.addEventListener("change", e => clearTimeout(waiting.get(e.target)), true);
