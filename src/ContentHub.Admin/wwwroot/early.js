// What is typed into a page that does not answer yet stays: when it begins to, new fields come in place of the old ones, and
// what was typed, the focus and the caret go on in these. Forms marked data-draft keep their texts by themselves.

const fields = "main input[id]:not([type=file], [type=hidden]), main textarea[id], main select[id]";
const typed = new Map();
let focused = null;   // the id of the field that somebody is in

const answers = () => "interactive" in document.documentElement.dataset;

const noteFocus = element => {
  if (!answers() && element.id && element.closest("main")) focused = element.id;
  else if (element.id !== focused) focused = null;
};

const note = field => {
  if (!answers() && field.matches?.(fields) && !field.closest("[data-draft]")) typed.set(field.id, { field, value: field.value, checked: field.checked });
};

// Where somebody is still typing, the field tells when it is left, as always: what is inserted counts as typed.
const insert = (field, text) => {
  if (document.activeElement !== field || !field.matches("input, textarea")) return false;
  field.select();
  return document.execCommand("insertText", false, text) && field.value === text;
};

const putBack = () => {
  takeUp();
  for (const [id, { field: old, value, checked }] of typed) {
    const field = document.getElementById(id);
    if (!field || field === old) continue;
    typed.delete(id);
    if (field.value === value && field.checked === checked || insert(field, value)) continue;
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = checked; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
};

// Whoever was in a field is in it again. A form that waits for what was kept calls this once it does not.
export function takeUp() {
  const field = focused && document.getElementById(focused);
  if (!field || field.closest("[inert]") || document.activeElement !== document.body) return;
  field.focus({ preventScroll: true });
  // To the end of what stands there; editors put the caret where they had it, first.
  if (typeof field.selectionStart === "number") field.setSelectionRange(field.value.length, field.value.length);
  else if (field.isContentEditable) requestAnimationFrame(() => getSelection().setPosition(field, field.childNodes.length));
}

document.addEventListener("input", e => note(e.target));
document.addEventListener("focusin", e => noteFocus(e.target));

// What was done before this came.
noteFocus(document.activeElement ?? document.body);
for (const field of document.querySelectorAll(fields)) if (field.value !== (field.defaultValue ?? field.value) || field.checked !== field.defaultChecked) note(field);
const watch = new MutationObserver(() => {
  putBack();
  // Some fields come only after the page's own data.
  if (answers() && [...typed.values()].every(({ field }) => field.isConnected)) watch.disconnect();
});
watch.observe(document.body, { childList: true, subtree: true });
