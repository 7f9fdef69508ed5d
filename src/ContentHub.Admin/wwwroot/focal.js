// <focal-picture at="62 30"> keeps that point of its picture in sight where style sheets crop it: they read --focal.
// <focal-picker> lets the point be chosen: by clicking and dragging on the picture, or with the arrow keys on its marker. The server
// hears of it after a pause from the hidden input inside. Positions are set by script because no style may stand in the page's text.

const pause = 300;
const read = text => { const [x, y] = (text ?? "").split(" ").map(Number); return Number.isFinite(x) && Number.isFinite(y) && text ? { x, y } : null; };
const inside = value => Math.min(100, Math.max(0, Math.round(value * 10) / 10));
const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

customElements.define("focal-picture", class extends HTMLElement {
  static observedAttributes = ["at"];

  attributeChangedCallback() {
    const point = read(this.getAttribute("at"));
    if (point) this.style.setProperty("--focal", `${point.x}% ${point.y}%`); else this.style.removeProperty("--focal");
  }
});

customElements.define("focal-picker", class extends HTMLElement {
  static observedAttributes = ["at"];
  #point = null;
  #untold = null;

  constructor() {
    super();
    this.addEventListener("pointerdown", e => {
      // A finger on the picture may be about to scroll: its click comes only when it was not.
      if (e.button !== 0 || !this.#picture || (e.pointerType === "touch" && e.target !== this.#marker)) return;
      this.setPointerCapture(e.pointerId);
      this.#pointAt(e);
      const follow = m => this.#pointAt(m);
      this.addEventListener("pointermove", follow);
      this.addEventListener("lostpointercapture", () => { this.removeEventListener("pointermove", follow); this.#tell(); }, { once: true });
      this.#marker.focus({ preventScroll: true });
    });
    this.addEventListener("mousedown", e => e.preventDefault());   // the focus stays on the marker
    this.addEventListener("click", e => { this.#pointAt(e); this.#tell(); });
    this.addEventListener("keydown", e => {
      const step = steps[e.key];
      if (!step || e.target !== this.#marker || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      const { x, y } = this.#point ?? { x: 50, y: 50 }, by = e.shiftKey ? 10 : 1;
      this.#move(x + by * step[0], y + by * step[1]);
    });
    // Whoever saves right after the last key saves where the marker is.
    this.addEventListener("focusout", () => this.#tell());
  }

  connectedCallback() { queueMicrotask(() => this.#show()); }

  attributeChangedCallback() {
    if (this.#untold !== null) return;   // what was chosen since is newer
    this.#point = read(this.getAttribute("at"));
    this.#show();
  }

  get #picture() { return this.querySelector("img"); }
  get #marker() { return this.querySelector("[role=slider]"); }

  #pointAt(e) {
    const box = this.#picture.getBoundingClientRect();
    this.#move(Math.round((e.clientX - box.left) / box.width * 100), Math.round((e.clientY - box.top) / box.height * 100));
  }

  #move(x, y) {
    this.#point = { x: inside(x), y: inside(y) };
    this.#show();
    clearTimeout(this.#untold);
    this.#untold = setTimeout(() => this.#tell(), pause);
  }

  #show() {
    const marker = this.#marker, { x, y } = this.#point ?? { x: 50, y: 50 };
    if (!marker) return;
    marker.style.left = `${x}%`;
    marker.style.top = `${y}%`;
    if (!this.#point) return;
    marker.setAttribute("aria-valuenow", x);
    marker.setAttribute("aria-valuetext", T("{0} % from the left, {1} % from the top", x, y));
  }

  #tell() {
    if (this.#untold === null) return;
    clearTimeout(this.#untold);
    this.#untold = null;
    const told = this.querySelector("input[type=hidden]");
    told.value = `${this.#point.x} ${this.#point.y}`;
    told.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
