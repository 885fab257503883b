/* A row that lights up opens: a click anywhere in it follows its link, unless the click was for something else. */

export function openRows(root) {
  root.addEventListener("click", (event) => {
    const row = event.target.closest("[data-opens]");
    if (!row || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("a, button, input, select, label, summary, form") || String(root.getSelection())) return;
    row.querySelector("th a")?.click();
  });
}
