/* Forms: a field that only some answers ask for is hidden until then, and what a person changes is no longer "förifyllt". */

export function watchForms(root) {
  root.addEventListener("change", (event) => {
    event.target.closest("[data-name]")?.querySelector(".field-suggested")?.remove();
    if (event.target.form) showAsked(event.target.form);
    if (event.target.name === "meeting_at") suggestEnd(event.target);
  });
  root.addEventListener("input", (event) => mended(event.target));
  root.addEventListener("change", (event) => mended(event.target));
  showAllAsked(root);
}

/* A meeting is an hour until somebody says otherwise; an end that stands there is left alone. */
function suggestEnd(begins) {
  const ends = begins.form?.elements.namedItem("meeting_ends_at");
  const found = /^(.+T)(\d\d)(:\d\d)$/.exec(begins.value);
  if (ends && !ends.value && found && Number(found[2]) < 23) {
    ends.value = `${found[1]}${String(Number(found[2]) + 1).padStart(2, "0")}${found[3]}`;
  }
}

/* What was said to be wrong is said no more once something else stands there; the server judges it anew. */
function mended(input) {
  const field = input.closest("fieldset.ds-fieldset, .ds-field");
  const error = field?.querySelector("[data-field=validation]")?.parentElement;
  if (!error || !input.value) return;
  error.hidden = true;
  for (const each of field.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

export function showAllAsked(root) {
  const forms = new Set([...root.querySelectorAll("[data-asked-by]")].map((part) => part.closest("form")));
  for (const form of forms) showAsked(form);
}

function showAsked(form) {
  for (const part of form.querySelectorAll("[data-asked-by]")) {
    const answer = new FormData(form).get(part.dataset.askedBy) ?? "";
    part.hidden = !part.dataset.answers.split(" ").includes(answer);
    // What is hidden is not sent; what was typed in it stands there if the answer is changed back.
    for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = part.hidden;
  }
}
