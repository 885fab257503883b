/* A button that prints the page, where there is a script to do it. */

export function printByButton(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
