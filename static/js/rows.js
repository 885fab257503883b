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
  // What is open gets shorter when it has been dealt with: no other patient's row comes under the pointer then.
  let height = 0;
  root.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target?.matches?.(".row-open")) height = target.querySelector(".row-inside").getBoundingClientRect().height;
  });
  // A row that is shown anew is open still, and what was done in it leads on to the next.
  root.addEventListener("htmx:oobAfterSwap", ({ target }) => {
    const opener = target.querySelector?.(".row-opener");
    if (!opener) return;
    opener.setAttribute("aria-expanded", "true");
    // What it has open is put in its place after the row itself.
    queueMicrotask(() => goOn(opener, target, height));
  });
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.(".row-open");
    const opener = open && open.previousElementSibling?.querySelector(".row-opener");
    if (!opener || open.querySelector(".row-form form") || hasTyped(open)) return;
    close(opener);
  });
}

/* How many rows are marked, and all of them at once. */
export function markRows(root) {
  const marks = () => [...root.querySelectorAll("[name=arende][form=marks]")];
  const all = root.querySelector("[data-mark-all]");
  if (all) all.hidden = false;
  root.addEventListener("change", ({ target }) => {
    if (target.closest?.("[data-mark-all]")) for (const mark of marks()) mark.checked = target.checked;
    else if (!target.matches?.("[form=marks]")) return;
    const number = marks().filter((mark) => mark.checked).length;
    root.querySelector("[data-marked]").textContent = number ? `${number} markerade` : "";
  });
}

/* A press of Escape must not take away what somebody has written. */
function hasTyped(open) {
  return [...open.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => {
    if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });
}

/* To the next row; what was undone stands there to be read again. */
function goOn(opener, row, height) {
  const open = openOf(opener);
  const inside = open?.querySelector(".row-inside");
  if (inside && height) inside.style.minHeight = `${height}px`;
  const next = open?.hasAttribute("data-stays") ? open.querySelector(".row-inside") : nextRow(open ?? row)?.querySelector(".row-opener");
  (next ?? opener).focus({ preventScroll: true });
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
