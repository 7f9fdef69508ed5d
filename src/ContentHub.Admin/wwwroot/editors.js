// <rich-editor kind="blocks|markdown|json"> around a text area: puts an editor in its place, which is loaded only now. The text
// area stays the field that the form knows: what is written goes into it at once. Without the editor it is written in directly.

customElements.define("rich-editor", class extends HTMLElement {
  static observedAttributes = ["revision", "picked"];
  #editor = null;
  #pending = false;
  #unsent = false;
  #watch = null;

  connectedCallback() {
    // Blazor fills an element after it has put it in.
    queueMicrotask(() => this.#start());
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
    this.#editor?.destroy();
    this.#editor = null;
  }

  attributeChangedCallback(name, before, now) {
    // The server has another text, or a picture was chosen; the field follows within the same batch.
    if (name === "picked") queueMicrotask(() => now && this.#editor?.insert?.(JSON.parse(now).image));
    else if (before !== null) queueMicrotask(() => this.#take());
  }

  get field() { return this.querySelector(":scope > textarea"); }

  async #start() {
    if (this.#editor || !this.isConnected) return;
    const field = this.field;
    const focused = document.activeElement === field;
    field.inert = true;   // what somebody writes in it as if it were the editor, the editor may not be able to read
    let kind;
    try {
      kind = await import(`./lib/editors/${this.getAttribute("kind")}.js`);
    } catch (fault) {
      console.warn("The editor could not be loaded; the plain field stays.", fault);
      return;
    } finally {
      field.inert = false;
    }
    if (this.#editor || !this.isConnected || field !== this.field) return;
    const label = this.closest(".field")?.querySelector("label");
    const name = this.getAttribute("label");
    const host = Object.assign(document.createElement("div"), { className: "rich" });
    const pick = this.querySelector(":scope > [data-pick]");
    const readOnly = field.matches(":disabled");
    const editor = kind.create({ host, text: field.value, label: name, readOnly, onChange: text => this.#write(text), onImage: pick && (() => pick.click()) });
    if (!editor) return;
    this.#editor = editor;
    this.append(host);
    this.toggleAttribute("ready", true);
    const { content } = editor;
    const id = field.id;
    // What leads to the field leads to the editor.
    field.removeAttribute("id");
    field.hidden = true;
    content.id = id;
    content.setAttribute("aria-label", name);
    if (readOnly) content.setAttribute("aria-readonly", "true");
    const follow = () => {
      for (const attribute of ["aria-describedby", "aria-invalid", "aria-required"]) {
        const value = field.getAttribute(attribute);
        if (value === null) content.removeAttribute(attribute); else content.setAttribute(attribute, value);
      }
      host.classList.toggle("is-invalid", field.getAttribute("aria-invalid") === "true");
    };
    follow();
    this.#watch = new MutationObserver(follow);
    this.#watch.observe(field, { attributes: true, attributeFilter: ["aria-describedby", "aria-invalid", "aria-required"] });
    label?.addEventListener("click", () => content.focus());
    // Written into from elsewhere, for instance put back after a restart.
    field.addEventListener("input", () => { if (!this.#pending) this.#take(); });
    host.addEventListener("focusout", e => { if (!host.contains(e.relatedTarget)) this.tell(); });
    if (!focused) return;
    content.focus();
    requestAnimationFrame(() => getSelection().setPosition(content, content.childNodes.length));   // goes on at the end, once the editor has put the caret where it has it
  }

  #write(text) {
    this.field.value = text;
    this.#pending = true;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#pending = false;
    this.#unsent = true;
  }

  // Now, instead of after the pause.
  tell() {
    if (!this.#unsent) return;
    this.#unsent = false;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #take() {
    if (this.#editor && this.field) this.#editor.set(this.field.value);
  }
});
