/* Back from a case the list stands where it stood: at the row one came from, or where that was, if it is gone.
   Kept by the tab alone: the list's address and how far down it was read. */

const KEPT = "list-place";

export function keepListPlace(root) {
  const list = root.getElementById("listing");
  if (!list) return;
  window.addEventListener("pagehide", () => {
    sessionStorage.setItem(KEPT, JSON.stringify({ address: location.pathname + location.search, top: window.scrollY }));
  });
  if (location.hash.startsWith("#case-")) window.addEventListener("load", () => comeBack(root), { once: true });
}

function comeBack(root) {
  const from = root.getElementById(location.hash.slice(1));
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.address === location.pathname + location.search) window.scrollTo(0, kept.top);
  (from ?? nearest(root))?.focus({ preventScroll: Boolean(kept) });
}

/* The first row that is in view: it stands where the one that is gone did, or above it. */
function nearest(root) {
  const rows = [...root.querySelectorAll("[data-opens]")];
  return rows.find((row) => row.getBoundingClientRect().top >= 0)?.querySelector(".row-person a");
}
