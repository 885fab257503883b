/* What could not be kept or sent stays in the form, and is said to be so: no contact, or logged out meanwhile. */

const NO_CONTACT = "Ingen kontakt med servern. Det senaste är inte sparat, men står kvar här. Försök igen om en stund.";
const LOGGED_OUT =
  "Det senaste är inte sparat, men står kvar här. Är du utloggad? Logga in i en annan flik, kopiera det du har skrivit och öppna formuläret igen.";

const AWAY = "Tjänsten svarar inte just nu. Det senaste är inte sparat, men står kvar här. Försök igen om en stund.";

/* The answer says in plain text what is too long. */
const TOO_LARGE = 413;

export function watchDrafts(root) {
  root.addEventListener("htmx:sendError", (event) => say(event, NO_CONTACT));
  root.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    say(event, status === TOO_LARGE ? responseText : status >= 500 ? AWAY : LOGGED_OUT);
  });
  root.addEventListener("htmx:beforeSwap", (event) => {
    // A whole page instead of a part is the login's: put in place of the form it would take the text away.
    if (!/^\s*<!doctype html/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    say(event, LOGGED_OUT);
  });
}

function say(event, text) {
  const place = event.detail.requestConfig?.elt?.closest("form")?.querySelector("[data-draft]");
  if (!place) return;
  const alert = document.createElement("p");
  alert.className = "ds-validation-message";
  alert.setAttribute("role", "alert");
  alert.textContent = text;
  place.replaceChildren(alert);
}
