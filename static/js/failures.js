/* A request that fails says so where the user is: what was typed stays, and it can be tried again.
   One place for all pages, forms and lists; what a form keeps as a draft says it in the draft's own line. */

const NO_CONTACT = "Ingen kontakt med servern.";
const NO_ANSWER = "Servern svarar inte.";
const AWAY = "Tjänsten kan inte nås just nu.";
const BROKEN = "Något gick fel hos oss.";
const TOO_MANY = "För många försök på kort tid. Vänta några minuter.";
const GONE = "Sidan finns inte längre hos er enhet. Ladda om sidan.";
const LOGGED_OUT =
  "Det senaste är inte sparat, men står kvar här. Är du utloggad? Logga in i en annan flik, kopiera det du har skrivit och öppna formuläret igen.";
const NOT_KEPT = "Det senaste är inte sparat, men står kvar här. Försök igen om en stund.";
const KEPT = "Det du har skrivit står kvar.";
const ONCE = "Det är inte säkert att det kom fram. Försök igen: det skickas bara en gång.";

const REFUSED = { 403: LOGGED_OUT, 404: GONE, 429: TOO_MANY };
const [TOO_LARGE, UNAVAILABLE, FAILED] = [413, 503, 500];

export function watchFailures(root) {
  root.addEventListener("htmx:sendError", (event) => failed(root, event, NO_CONTACT));
  root.addEventListener("htmx:timeout", (event) => failed(root, event, NO_ANSWER));
  root.addEventListener("htmx:responseError", (event) => answered(root, event));
  root.addEventListener("htmx:beforeSwap", (event) => {
    // A whole page instead of a part is the login's: put in place of the form it would take the text away.
    if (!/^\s*<!doctype html/i.test(event.detail.serverResponse) || event.detail.isError) return;
    if (!event.detail.shouldSwap || event.detail.requestConfig.elt.matches("[hx-select]")) return;
    event.detail.shouldSwap = false;
    tell(root, event.detail.requestConfig.elt, LOGGED_OUT);
  });
  root.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    // That a draft is kept meanwhile does not mend what failed.
    if (!elt.matches("[data-draft]")) forget(root, elt);
  });
  // A form that opens a new page would lose itself to the browser's own page of errors.
  root.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (navigator.onLine || form.method !== "post" || form.hasAttribute("hx-post")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(root, form, `${NO_CONTACT} ${KEPT}`, () => form.requestSubmit(event.submitter));
    },
    { capture: true },
  );
}

function answered(root, event) {
  const { status, responseText } = event.detail.xhr;
  if (status === TOO_LARGE) tell(root, event.detail.requestConfig.elt, responseText);
  else if (status >= FAILED) failed(root, event, status === UNAVAILABLE ? AWAY : BROKEN);
  else tell(root, event.detail.requestConfig.elt, REFUSED[status] ?? GONE);
}

/* Nobody knows whether it came through: what answers for a site that is away has not seen what the site did.
   A form has an id of its own, so it may be sent again. */
function failed(root, event, text) {
  const { elt, verb, triggeringEvent } = event.detail.requestConfig;
  if (elt.matches("[data-draft]")) {
    tell(root, elt, `${text} ${NOT_KEPT}`);
    return;
  }
  const what = [text, elt.closest("form") && KEPT, verb === "post" && ONCE].filter(Boolean).join(" ");
  tell(root, elt, what, () => {
    if (elt.matches("form")) elt.requestSubmit(triggeringEvent?.submitter);
    else (triggeringEvent?.target ?? elt).dispatchEvent(new Event(triggeringEvent?.type ?? "click", { bubbles: true, cancelable: true }));
  });
}

function tell(root, elt, text, again) {
  if (!elt.matches("[data-draft]")) forget(root, elt);
  const alert = root.createElement("div");
  alert.setAttribute("role", "alert");
  alert.dataset.failure = "";
  const draft = elt.closest("form")?.querySelector("[data-draft]");
  const words = root.createElement("p");
  words.textContent = text;
  alert.append(words);
  if (draft && elt === draft) {
    words.className = "ds-validation-message";
    draft.replaceChildren(alert);
    return;
  }
  alert.className = "ds-alert failure";
  alert.dataset.color = "danger";
  if (again) alert.append(retry(root, alert, again));
  place(root, elt, alert);
}

/* Above the button that was pressed; where there is no form to stand in, in the region that is always in view. */
function place(root, elt, alert) {
  const form = elt.closest("form");
  const buttons = form?.querySelector("[type=submit]")?.closest(".row");
  if (buttons) buttons.before(alert);
  else if (form) form.append(alert);
  else root.getElementById("messages").replaceChildren(alert);
  alert.scrollIntoView({ block: "nearest" });
}

function retry(root, alert, again) {
  const button = root.createElement("button");
  button.type = "button";
  button.className = "ds-button small";
  button.dataset.variant = "secondary";
  button.textContent = "Försök igen";
  button.addEventListener("click", () => {
    alert.remove();
    again();
  });
  return button;
}

function forget(root, elt) {
  const here = elt.closest("form") ?? root.getElementById("messages");
  for (const old of here.querySelectorAll("[data-failure]")) if (!old.closest("[data-draft]")) old.remove();
}
