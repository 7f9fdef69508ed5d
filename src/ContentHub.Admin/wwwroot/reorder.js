// Lets the children of [data-sortable] be dragged by their [data-sort-handle]. The order is the server's: it hears "from to" from the
// input that data-sortable names. The keyboard has buttons for the same.

document.addEventListener("pointerdown", e => {
  const handle = e.target.closest?.("[data-sort-handle]");
  const list = handle?.closest("[data-sortable]");
  if (!list || e.button !== 0 || handle.matches("fieldset:disabled *")) return;
  e.preventDefault();
  const items = [...list.children];
  const from = items.findIndex(item => item.contains(handle));
  const middles = items.map(item => { const box = item.getBoundingClientRect(); return box.top + box.height / 2 + scrollY; });
  let to = from;
  handle.setPointerCapture(e.pointerId);
  items[from].toggleAttribute("data-dragged", true);

  const mark = () => items.forEach((item, i) => {
    item.toggleAttribute("data-drop-before", i === to && to < from);
    item.toggleAttribute("data-drop-after", i === to && to > from);
  });
  const move = m => {
    const y = m.pageY;
    to = from;
    while (to > 0 && y < middles[to - 1]) to--;
    while (to < items.length - 1 && y > middles[to + 1]) to++;
    mark();
  };
  const end = () => {
    handle.removeEventListener("pointermove", move);
    document.removeEventListener("keydown", escape, true);
    for (const item of items) for (const name of ["data-dragged", "data-drop-before", "data-drop-after"]) item.removeAttribute(name);
  };
  const escape = k => { if (k.key === "Escape") { k.preventDefault(); to = from; end(); } };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => {
    end();
    const order = document.getElementById(list.dataset.sortable);
    if (to === from || !order) return;
    order.value = `${from} ${to}`;
    order.dispatchEvent(new Event("change", { bubbles: true }));
  }, { once: true });
  document.addEventListener("keydown", escape, true);
});
