/* When a row has been acknowledged the list is fetched anew: say so, and stay at the row. */

import { say } from "./messages.js";

export function keepPlace(root) {
  let place = null;
  root.addEventListener("acknowledged", (event) => {
    place = event.target.closest("tr")?.querySelector("a[id]")?.id ?? null;
  });
  root.addEventListener("htmx:afterSettle", (event) => {
    if (place === null || event.target.id !== "listing") return;
    (root.getElementById(place) ?? event.target).focus();
    place = null;
    say(root, "Kvitterat.");
  });
}
