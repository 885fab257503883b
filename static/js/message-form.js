/* A form fetched into the page takes focus at its first field, so that keyboard and screen reader follow; left
   again, it gives the focus back to the button that fetched it. */

export function followForm(root) {
  let opener = null;
  root.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "message-form") return;
    opener = event.detail.requestConfig.elt;
    event.target.querySelector("input:not([type=hidden]), select, textarea, a")?.focus();
  });
  root.addEventListener("click", (event) => {
    const place = event.target.closest("[data-cancel]")?.closest("#message-form");
    if (!place || !opener?.isConnected) return;
    event.preventDefault();
    place.replaceChildren();
    // What stands in a menu is out of view with it.
    (opener.closest("details:not([open])")?.querySelector("summary") ?? opener).focus();
  });
}
