// Keeps what is typed into forms marked data-draft in the browser, key by key and without asking the server: it outlives a
// reload, a crash and a lost connection. Ctrl/Cmd+S presses the page's [data-save].

const read = key => {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
};

export const load = key => read(key);

export function keep(key, basedOn, name, text) {
  const draft = read(key) ?? { at: 0, basedOn, texts: {} };
  draft.at = Date.now();
  draft.texts[name] = text;
  try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or refused: typing goes on all the same */ }
}

export function drop(key) {
  try { localStorage.removeItem(key); } catch { /* what cannot be written needs no removal */ }
}

document.addEventListener("input", e => {
  const name = e.target.dataset?.draftField;
  const form = name === undefined ? null : e.target.closest("[data-draft]");
  if (form) keep(form.dataset.draft, form.dataset.basedOn ? Number(form.dataset.basedOn) : null, name, e.target.value);
});

document.addEventListener("keydown", e => {
  if (e.key.toLowerCase() !== "s" || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey) return;
  const save = document.querySelector("[data-save]");
  if (save === null) return;
  e.preventDefault();
  if (save.disabled || document.querySelector("dialog[open]")) return;
  // The field one is in has not told its change yet.
  if (document.activeElement?.matches("input, textarea, select")) document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
  save.click();
});
