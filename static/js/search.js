/* A slash goes to the search in the head, from anywhere that nothing is typed. */

export function searchBySlash(root) {
  root.addEventListener("keydown", (event) => {
    const field = root.querySelector(".frame-search input[type=search]");
    if (!field || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
