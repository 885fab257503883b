/* Menus are <details data-menu>: one open at a time; Escape, a click elsewhere, and what fetches a form close it. */

export function watchMenus(root) {
  root.addEventListener("click", ({ target }) => close(root, target.closest("[hx-get]") ? null : target.closest("details[data-menu]")));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest("details[data-menu][open]");
    if (open) open.querySelector("summary").focus();
    close(root, null);
  });
}

function close(root, except) {
  for (const menu of root.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}
