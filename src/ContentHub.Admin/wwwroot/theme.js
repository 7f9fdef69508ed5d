// Runs before the first paint, from the head: no flash of the wrong theme. Also the switches of theme and language themselves, which need no connection.
(() => {
  // The words of scripts in the reader's language, holes filled: the page brings them, the English text is the key.
  let words;
  window.T = (english, ...values) => ((words ??= JSON.parse(document.getElementById("texts")?.textContent ?? "{}"))[english] ?? english).replace(/\{(\d)\}/g, (hole, i) => values[i] ?? hole);

  const key = "contenthub-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choices = [["light", T("Light")], ["dark", T("Dark")], ["system", T("System")]];
  const read = () => { try { return localStorage.getItem(key) ?? "system"; } catch { return "system"; } };
  let choice = read();

  const apply = () => {
    document.documentElement.dataset.bsTheme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
    for (const input of document.querySelectorAll("theme-switch input")) input.checked = input.value === choice;
  };
  dark.addEventListener("change", apply);
  addEventListener("storage", e => { if (e.key === key) { choice = read(); apply(); } });
  apply();

  addEventListener("change", e => {
    const cookie = e.target.dataset?.language;
    if (!cookie) return;
    const language = e.target.value;
    document.cookie = `${cookie}=c=${language}|uic=${language}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    location.reload();
  });

  customElements.define("theme-switch", class extends HTMLElement {
    connectedCallback() {
      if (this.childElementCount > 0) return;
      this.setAttribute("role", "radiogroup");
      const name = "theme-" + document.querySelectorAll("theme-switch").length;
      for (const [value, text] of choices) {
        const label = document.createElement("label");
        const input = Object.assign(document.createElement("input"), { type: "radio", name, value, className: "visually-hidden", checked: value === choice });
        const span = Object.assign(document.createElement("span"), { textContent: text });
        label.append(input, span);
        this.append(label);
      }
      this.addEventListener("change", e => {
        choice = e.target.value;
        try { localStorage.setItem(key, choice); } catch { /* private windows may refuse; the choice then lasts as long as the page */ }
        apply();
      });
    }
  });
})();
