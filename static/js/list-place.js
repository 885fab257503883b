/* Back from a case the list stands at the row that the address names, with the focus on it. */

export function showListPlace(root) {
  const row = root.getElementById("listing") && location.hash.startsWith("#case-") && root.getElementById(location.hash.slice(1));
  if (!row) return;
  window.addEventListener(
    "load",
    () => {
      row.scrollIntoView({ block: "center" });
      row.focus({ preventScroll: true });
    },
    { once: true },
  );
}
