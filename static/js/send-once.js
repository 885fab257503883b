/* A second click on a button that is sending does nothing; the server would answer with the first message anyway. */

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sending", "");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page that the back button brings out of memory may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) release(root);
  });
  root.addEventListener("htmx:afterRequest", () => release(root));
}

function release(root) {
  for (const form of root.querySelectorAll("form[data-sending]")) form.removeAttribute("data-sending");
  for (const button of root.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
}
