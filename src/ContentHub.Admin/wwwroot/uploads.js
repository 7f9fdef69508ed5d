// Sends files to the library, a few at a time, and tells the panel how far each is. Also lets them be dropped.

const together = 3;
let last = 0;

const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class Queue {
  #files = new Map();
  #running = new Map();
  #waiting = [];
  #leaving = new AbortController();

  constructor(root, input, wholePage, owner) {
    this.owner = owner;
    this.root = root;
    const zone = wholePage ? document : root;
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal: this.#leaving.signal });
    const mark = over => root.toggleAttribute("data-over", over);
    const hasFiles = e => e.dataTransfer?.types.includes("Files");
    const take = () => { this.add([...input.files]); input.value = ""; };
    on(input, "change", take);
    if (input.files.length > 0) take();   // chosen before we listened
    on(zone, "dragover", e => { if (hasFiles(e)) { e.preventDefault(); mark(true); } });
    on(zone, "dragleave", e => { if (e.relatedTarget === null || !(zone === document || root.contains(e.relatedTarget))) mark(false); });
    on(zone, "drop", e => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      mark(false);
      const files = [...e.dataTransfer.files];
      this.add(input.multiple ? files : files.slice(0, 1));
    });
  }

  async add(files) {
    for (const file of files) {
      const key = ++last;
      // Where it goes is settled now; somebody may walk on to another folder meanwhile.
      this.#files.set(key, { file, address: this.root.dataset.address, folder: this.root.dataset.folder });
      await this.owner.invokeMethodAsync("Queued", key, file.name, file.size);
      this.#waiting.push(key);
      this.#next();
    }
  }

  retry(key) {
    this.#waiting.push(key);
    this.#next();
  }

  cancel(key) {
    this.#files.delete(key);
    this.#waiting = this.#waiting.filter(other => other !== key);
    this.#running.get(key)?.abort();
  }

  detach() {
    this.#leaving.abort();
    for (const request of this.#running.values()) request.abort();
  }

  #next() {
    while (this.#running.size < together && this.#waiting.length > 0) this.#send(this.#waiting.shift());
  }

  // XMLHttpRequest because fetch does not tell how much was sent.
  #send(key) {
    const { file, address, folder } = this.#files.get(key);
    const request = new XMLHttpRequest();
    this.#running.set(key, request);
    let told = 0;
    request.upload.onprogress = e => {
      const percent = e.lengthComputable ? Math.floor(100 * e.loaded / e.total) : 0;
      if (percent < told + 4) return;
      told = percent;
      this.owner.invokeMethodAsync("Progress", key, percent);
    };
    request.onloadend = () => {
      this.#running.delete(key);
      this.#next();
      if (!this.#files.has(key) || this.#leaving.signal.aborted) return;
      if (request.status === 201 || request.status === 200) this.#files.delete(key);
      this.owner.invokeMethodAsync("Finished", key, request.status, request.responseText);
    };
    const form = new FormData();
    form.append("files", file, file.name);
    if (folder) form.append("fileInfo", JSON.stringify({ folder: Number(folder) }));
    request.open("POST", address);
    request.setRequestHeader("X-CSRF-TOKEN", csrf());
    request.send(form);
  }
}

export const attach = (root, input, wholePage, owner) => new Queue(root, input, wholePage, owner);

// Width and height once the picture is there; [0, 0] when it never will be.
export const pictureSize = picture => picture.decode().then(() => [picture.naturalWidth, picture.naturalHeight], () => [0, 0]);
