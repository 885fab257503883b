/* The meetings by keyboard: up and down among them, sideways between days, Page Up and Page Down between weeks. */

const ALONG = { ArrowDown: 1, ArrowUp: -1 };
const ACROSS = { ArrowRight: 1, ArrowLeft: -1 };
const TURNS = { PageDown: "[data-calendar-next]", PageUp: "[data-calendar-previous]" };
const MEETING = ".entry p a";

export function watchCalendar(root) {
  const calendar = root.querySelector("[data-calendar]");
  if (!calendar) return;
  root.querySelector("[data-calendar-keys]").hidden = false;
  calendar.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = goTo(calendar, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  root.addEventListener("keydown", (event) => {
    const typed = event.target.closest("input, select, textarea, dialog");
    const turn = TURNS[event.key];
    if (!turn || typed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    root.querySelector(turn).click();
  });
}

function goTo(calendar, event) {
  const here = event.target.closest(".entry")?.querySelector(MEETING);
  if (!here) return null;
  if (event.key in ALONG) {
    const every = [...calendar.querySelectorAll(MEETING)];
    return every[every.indexOf(here) + ALONG[event.key]];
  }
  if (!(event.key in ACROSS)) return null;
  const days = [...calendar.querySelectorAll(".calendar-day:not([data-empty])")];
  return days[days.indexOf(here.closest(".calendar-day")) + ACROSS[event.key]]?.querySelector(MEETING);
}
