/* A form that came back with errors: its summary takes focus, so that it is read and its links are near. */

export function focusErrors(root) {
  root.querySelector("[data-error-summary]")?.focus();
}
