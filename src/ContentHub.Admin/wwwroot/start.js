// Starts Blazor and keeps what was typed when the connection goes: a dropped circuit is taken up again as it was; where the
// server was restarted, the fields are put back after the reload.
(() => {
  const stash = "contenthub-typed:" + location.pathname;
  const wait = attempt => Math.min(500 * 2 ** attempt, 10000);

  // The field behind a rich editor has given its id away.
  const idOf = field => field.id || field.dataset.id;
  const fieldOf = id => document.querySelector(`main textarea[data-id="${CSS.escape(id)}"]`) ?? document.getElementById(id);
  const fields = () => [...document.querySelectorAll("main input[id], main textarea[id], main textarea[data-id], main select[id]")]
    .filter(field => !["password", "file", "hidden"].includes(field.type));

  const keep = () => {
    const typed = fields().map(field => [idOf(field), field.type === "checkbox" ? field.checked : field.value]);
    try { sessionStorage.setItem(stash, JSON.stringify(typed)); } catch { /* full or refused: reload all the same */ }
  };

  const putBack = () => {
    const typed = sessionStorage.getItem(stash);
    if (typed === null) return;
    sessionStorage.removeItem(stash);
    for (const [id, value] of JSON.parse(typed)) {
      const field = fieldOf(id);
      if (field === null || (field.type === "checkbox" ? field.checked : field.value) === value) continue;
      if (field.type === "checkbox") field.checked = value; else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  // The router goes to the top after every step, also where only a filter or an opened row changed in the address.
  const place = () => location.pathname + "?" + new URLSearchParams(location.search).get("page");
  const scrollTo = window.scrollTo.bind(window);
  let last = place();
  window.scrollTo = (...where) => { if (place() !== last) scrollTo(...where); last = place(); };
  addEventListener("popstate", () => { last = place(); });

  document.addEventListener("click", e => {
    const action = e.target.closest?.("[data-reconnect]")?.dataset.reconnect;
    if (action === "retry") Blazor.reconnect().then(alive => { if (alive === false) { keep(); location.reload(); } });
    if (action === "reload") { keep(); location.reload(); }
  });

  // Set by the layout once its handlers answer.
  document.addEventListener("contenthub:ready", putBack, { once: true });

  Blazor.start({
    ssr: { disableDomPreservation: true },
    circuit: { reconnectionOptions: { maxRetries: 60, retryIntervalMilliseconds: wait } },
  });
})();
