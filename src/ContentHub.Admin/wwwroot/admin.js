// What components ask of the browser. Loaded as a module when first needed.

export function focus(id) {
  const element = document.getElementById(id);
  for (let fold = element?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  element?.scrollIntoView({ block: "center", behavior: "auto" });
  element?.focus({ preventScroll: true });
}

// A header that stays in sight covers what is scrolled under it, and how much that is depends on its title.
export const reveal = element => {
  const root = document.documentElement, head = document.querySelector(".page-head");
  const covers = head && !element?.closest("dialog") && getComputedStyle(head).position === "sticky";
  if (covers) root.style.scrollPaddingTop = `${head.offsetHeight + 16}px`;
  element?.scrollIntoView({ block: "nearest", behavior: "auto" });
  if (covers) root.style.scrollPaddingTop = "";
};

const take = element => {
  element?.focus({ preventScroll: true });
  reveal(element);
};

export const keepFocus = id => take(document.getElementById(id));

// After the page has become what the server sent along. Where that place is gone, too, the page begins anew.
export const focusWhenLost = id => requestAnimationFrame(() => { if (document.activeElement === document.body) take(document.getElementById(id) ?? document.querySelector("h1")); });

export const showFocus = () => requestAnimationFrame(() => { if (document.activeElement !== document.body) reveal(document.activeElement); });

export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function closeDialog(dialog) {
  if (dialog.open) dialog.close();
}

export function closeDetails(details) {
  if (!details) return;
  details.open = false;
  details.querySelector("summary")?.focus();
}

// A panel that lies over the page goes with Escape, and when something else is clicked.
document.addEventListener("keydown", e => {
  const open = e.key === "Escape" && document.activeElement?.closest("details.dropdown[open]");
  if (open) closeDetails(open);
});
document.addEventListener("click", e => {
  for (const open of document.querySelectorAll("details.dropdown[open]")) if (!open.contains(e.target)) open.open = false;
});

export function setIndeterminate(checkbox, value) {
  if (checkbox) checkbox.indeterminate = value;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS there is no clipboard object: the old way.
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export function remember(key, value) {
  try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* refused: the choice lasts as long as the page */ }
}

export function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;

// Told when the page's handlers answer, so that start.js may put back what was typed and tests know when to click.
export function ready() {
  document.documentElement.dataset.interactive = "true";
  document.dispatchEvent(new Event("contenthub:ready"));
}

// Ctrl+S or Cmd+S presses the page's save button. Leaving the field first hands over what was typed; the focus comes back.
document.addEventListener("keydown", e => {
  if (e.key.toLowerCase() !== "s" || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey) return;
  const save = document.querySelector("dialog[open] [data-save]") ?? document.querySelector("[data-save]");
  if (!save) return;
  e.preventDefault();
  if (e.repeat) return; // a key held down saves once
  const active = document.activeElement, rich = active?.closest("rich-editor[ready]");
  if (rich) rich.tell(); else active?.blur();
  save.click();
  if (!rich) active?.focus({ preventScroll: true });
});

// Rows with a grip go to another place of their list by dragging; its hidden input is told "from:to". Buttons do the same for the keyboard and for fingers.
let dragged = null;
const rowsOf = list => [...list.children].filter(row => row.tagName === "LI");
const unmark = () => document.querySelectorAll("[data-drop]").forEach(row => delete row.dataset.drop);
const isAfter = (row, e) => e.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2;

document.addEventListener("dragstart", e => {
  dragged = e.target.closest?.("[data-sortable] > li") ?? null;
  if (!dragged) return;
  e.dataTransfer.effectAllowed = "move";
  e.dataTransfer.setData("text/plain", "");
  e.dataTransfer.setDragImage(dragged, 12, 12);
  dragged.dataset.dragged = "";
});
document.addEventListener("dragover", e => {
  const row = dragged && e.target.closest?.("[data-sortable] > li");
  if (!row || row.parentElement !== dragged.parentElement) return;
  e.preventDefault();
  unmark();
  if (row !== dragged) row.dataset.drop = isAfter(row, e) ? "after" : "before";
});
document.addEventListener("drop", e => {
  const row = dragged && e.target.closest?.("[data-sortable] > li");
  if (!row || row.parentElement !== dragged.parentElement) return;
  e.preventDefault();
  const rows = rowsOf(dragged.parentElement);
  const from = rows.indexOf(dragged);
  const place = rows.indexOf(row) + (isAfter(row, e) ? 1 : 0);
  const to = place > from ? place - 1 : place;
  const told = dragged.parentElement.querySelector("[data-moved]");
  if (to === from) return;
  told.value = `${from}:${to}`;
  told.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("dragend", () => {
  unmark();
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
});

// The palette opens by its button, and by Ctrl+K or Cmd+K; not above a dialog, which wants an answer first.
const openPalette = () => document.querySelector("dialog.palette")?.showModal();
document.addEventListener("click", e => {
  if (e.target.closest("[data-palette]")) openPalette();
});
document.addEventListener("keydown", e => {
  if (e.key.toLowerCase() !== "k" || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey) return;
  if (!document.querySelector("dialog.palette") || document.querySelector("dialog[open]")) return;
  e.preventDefault();
  openPalette();
});
