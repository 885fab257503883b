/* Filters take effect when they are chosen; the button stays for who has no script. */

export function submitOnChange(root) {
  root.addEventListener("change", (event) => {
    event.target.closest("form[data-submit-on-change]")?.requestSubmit();
  });
}
