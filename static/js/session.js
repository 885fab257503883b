/* Before the session ends the page asks whether to go on; when it has ended the page hides itself and waits
   for the same person to come back. What was typed stays where it is. */

const WARN = 300;

export function watchSession(root) {
  const dialog = root.getElementById("session");
  if (dialog) watch(root, dialog);
}

function watch(document, dialog) {
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  let ends = Date.now() + 1000 * dialog.dataset.seconds;
  let ended = false;
  const held = new Set();

  const left = () => Math.round((ends - Date.now()) / 1000);

  async function ask(url, method = "GET") {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = method === "GET" ? { "X-Background": "1" } : { "X-CSRFToken": token };
    const answer = await fetch(url, { method, headers, redirect: "error" });
    return answer.json();
  }

  function open() {
    if (!dialog.open) dialog.showModal();
  }

  function warn() {
    const seconds = left();
    part("left").textContent = seconds > 60 ? `${Math.ceil(seconds / 60)} minuter` : `${Math.max(0, seconds)} sekunder`;
    open();
  }

  function end() {
    ended = true;
    document.body.dataset.locked = "";
    part("warning").hidden = true;
    part("ended").hidden = false;
    dialog.setAttribute("aria-label", "Du har loggats ut");
    dialog.removeAttribute("aria-labelledby");
    open();
  }

  function goOn(state) {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = state.token;
    ends = Date.now() + 1000 * state.seconds;
    ended = false;
    delete document.body.dataset.locked;
    part("warning").hidden = false;
    part("ended").hidden = true;
    part("not-yet").hidden = true;
    dialog.close();
    for (const draft of held) draft.closest("form").dispatchEvent(new Event("input"));
    held.clear();
  }

  /* Another tab may have been used meanwhile, or somebody else may have logged in. */
  function take(state) {
    const mine = String(state.user) === dialog.dataset.user;
    if (state.user !== null && !mine) location.reload();
    else if (!mine || state.seconds <= 0) end();
    else if (ended || state.seconds > WARN) goOn(state);
    else ends = Date.now() + 1000 * state.seconds;
    return mine;
  }

  async function check() {
    try {
      return take(await ask(dialog.dataset.state));
    } catch {
      if (left() <= 0) end();
      return false;
    }
  }

  async function tick() {
    if (ended) return;
    if (left() <= 0) await check();
    else if (left() <= WARN && !dialog.open) await check();
    if (!ended && left() <= WARN) warn();
  }

  part("go-on").addEventListener("click", async () => {
    try {
      goOn(await ask(dialog.dataset.goOn, "POST"));
    } catch {
      await check();
    }
  });
  part("return").addEventListener("click", async () => {
    part("not-yet").hidden = await check();
  });
  // Escape must not uncover a page whose session has ended.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // What is written is kept as a draft when its writer is back: until then nobody may keep it.
  document.addEventListener("session-ended", ({ target }) => {
    if (target.matches?.("[data-draft]")) held.add(target);
    end();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (!ended || !elt.matches("[data-draft]")) return;
    event.preventDefault();
    held.add(elt);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && left() <= WARN) check();
  });
  setInterval(tick, 1000);
}
