/* A click anywhere in a row opens it in place, unless the click was for something else; once more closes it. */

export function openRows(root) {
  root.addEventListener("click", (event) => {
    const row = event.target.closest("[data-opens]");
    if (!row || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("a, button, input, select, label, summary, form") || String(root.getSelection())) return;
    row.querySelector(".row-opener")?.click();
  });
  // What is open is closed, and not fetched again.
  root.addEventListener("htmx:confirm", (event) => {
    const opener = event.target.closest?.(".row-opener[aria-expanded='true']");
    if (!opener) return;
    event.preventDefault();
    close(opener);
  });
  root.addEventListener("htmx:afterSwap", ({ detail: { requestConfig } }) => {
    const opener = requestConfig?.elt;
    if (!opener?.matches?.(".row-opener")) return;
    opener.setAttribute("aria-expanded", "true");
    openOf(opener)?.querySelector(".row-inside")?.focus({ preventScroll: true });
  });
  // A row that is shown anew is open still, and what was done in it leads on to the next.
  root.addEventListener("htmx:oobAfterSwap", ({ target }) => {
    const opener = target.querySelector?.(".row-opener");
    if (!opener) return;
    opener.setAttribute("aria-expanded", "true");
    (nextRow(openOf(opener) ?? target)?.querySelector(".row-opener") ?? opener).focus({ preventScroll: true });
  });
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.(".row-open");
    const opener = open && open.previousElementSibling?.querySelector(".row-opener");
    if (!opener || open.querySelector("form.form")) return;
    close(opener);
  });
}

function openOf(opener) {
  const below = opener.closest("tr")?.nextElementSibling;
  return below?.matches(".row-open") ? below : null;
}

function nextRow(from) {
  let row = from.nextElementSibling;
  while (row && !row.matches("[data-opens]")) row = row.nextElementSibling;
  return row;
}

function close(opener) {
  openOf(opener)?.remove();
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}
