/* The live region of every page: what was done is said there, stays in view, and is read out after a new page too. */

let coming;

export function say(root, text, colour = "success") {
  const message = root.createElement("p");
  message.className = "ds-alert";
  message.dataset.color = colour;
  message.textContent = text;
  show(root, [message]);
}

export function watchMessages(root) {
  const loaded = [...root.getElementById("messages").children];
  if (loaded.length) {
    // Who has sent something goes on with what comes next, not at the page's top.
    if (root.activeElement === root.body) root.querySelector("[data-next]")?.focus({ preventScroll: true });
    show(root, loaded);
  }
  // What was said of the last thing done does not stand beside the next.
  root.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    clearTimeout(coming);
    root.getElementById("messages").replaceChildren();
  });
}

/* A live region tells of what comes into it, not of what it had from the beginning. */
function show(root, messages) {
  const region = root.getElementById("messages");
  region.replaceChildren();
  clearTimeout(coming);
  coming = setTimeout(() => {
    // What has failed meanwhile is newer.
    if (region.childElementCount) return;
    for (const message of messages) if (!message.querySelector("button")) message.append(closing(root, message));
    region.replaceChildren(...messages);
  }, 50);
}

function closing(root, message) {
  const button = root.createElement("button");
  button.type = "button";
  button.className = "message-close";
  button.setAttribute("aria-label", "Stäng meddelandet");
  button.textContent = "×";
  button.addEventListener("click", () => message.remove());
  return button;
}
