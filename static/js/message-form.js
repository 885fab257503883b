/* A form fetched into the page takes focus at its first field, so that keyboard and screen reader follow. */

export function followForm(root) {
  root.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "message-form") return;
    event.target.querySelector("input:not([type=hidden]), select, textarea, a")?.focus();
  });
}
