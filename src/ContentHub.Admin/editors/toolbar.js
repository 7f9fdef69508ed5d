// A row of buttons over an editor: one stop of the Tab key, arrows move inside (ARIA toolbar pattern).

export function toolbar(label, items) {
  const bar = Object.assign(document.createElement("div"), { className: "rich-tools" });
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  const controls = items.map(item => item === "|" ? separator() : item.options ? select(item) : button(item));
  bar.append(...controls);
  const stops = () => controls.filter(c => !c.matches(".rich-gap") && !c.disabled);
  const rove = to => { for (const c of stops()) c.tabIndex = c === to ? 0 : -1; };
  rove(stops()[0]);
  bar.addEventListener("focusin", e => rove(e.target));
  bar.addEventListener("keydown", e => {
    const all = stops(), at = all.indexOf(e.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  return bar;
}

const separator = () => Object.assign(document.createElement("span"), { className: "rich-gap" });

function button({ name, title, icon, keys, run, toggles }) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", title: keys ? `${title} (${keys})` : title });
  made.setAttribute("aria-label", title);
  if (toggles) made.setAttribute("aria-pressed", "false");
  made.dataset.tool = name;
  made.innerHTML = icon;
  made.firstElementChild.setAttribute("aria-hidden", "true");
  made.addEventListener("mousedown", e => e.preventDefault()); // the selection in the text stays
  made.addEventListener("click", () => run());
  return made;
}

function select({ name, title, options, run }) {
  const made = Object.assign(document.createElement("select"), { className: "form-select rich-select" });
  made.setAttribute("aria-label", title);
  made.dataset.tool = name;
  for (const [value, text] of options) made.add(new Option(text, value));
  made.addEventListener("change", e => { e.stopPropagation(); run(made.value); });
  made.addEventListener("input", e => e.stopPropagation());
  return made;
}

// Asks for an address in a row of its own under the buttons.
export function addressRow(label, { onApply, onRemove, onClose }) {
  const row = Object.assign(document.createElement("div"), { className: "rich-address", hidden: true });
  const input = Object.assign(document.createElement("input"), { type: "text", className: "form-control", placeholder: "https://…" });
  input.setAttribute("aria-label", label);
  const fault = Object.assign(document.createElement("span"), { className: "form-error" });
  fault.setAttribute("role", "alert");
  const make = (text, run) => Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: text, onclick: run });
  const apply = () => {
    const address = input.value.trim();
    if (!isSafeAddress(address)) { fault.textContent = T("An address begins with https://, http://, mailto:, tel: or /."); return; }
    close();
    onApply(address);
  };
  const close = () => { row.hidden = true; onClose(); };
  const remove = make(T("Remove link"), () => { close(); onRemove(); });
  row.append(input, make(T("Apply"), apply), remove, make(T("Cancel"), close), fault);
  row.addEventListener("input", e => e.stopPropagation());
  row.addEventListener("change", e => e.stopPropagation());
  row.addEventListener("keydown", e => {
    if (e.key === "Enter" && e.target === input) { e.preventDefault(); apply(); }
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); close(); }
  });
  row.open = address => {
    fault.textContent = "";
    remove.hidden = !address;
    input.value = address ?? "";
    row.hidden = false;
    input.focus();
    input.select();
  };
  return row;
}

export const isSafeAddress = address => /^(https?:\/\/|mailto:|tel:|\/|#|\?)/i.test(address) && !/[\u0000-\u001f\s]/.test(address);
