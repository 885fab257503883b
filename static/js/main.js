/* What pages need beyond plain HTML. Everything works without it. */

import { watchCalendar } from "./calendar.js";
import { watchMenus } from "./menus.js";
import { focusErrors } from "./errors.js";
import { sendOnce } from "./send-once.js";
import { watchFailures } from "./failures.js";
import { watchMessages } from "./messages.js";
import { showListPlace } from "./list-place.js";
import { printByButton } from "./print.js";
import { markRows, openRows } from "./rows.js";
import { searchBySlash } from "./search.js";
import { followForm } from "./message-form.js";
import { showAllAsked, watchForms } from "./forms.js";
import { submitOnChange } from "./submit-on-change.js";
import { watchSession } from "./session.js";

watchMenus(document);
watchCalendar(document);
focusErrors(document);
// Before what else listens for a form that is sent: without contact it is not.
watchFailures(document);
watchMessages(document);
sendOnce(document);
submitOnChange(document);
followForm(document);
openRows(document);
markRows(document);
showListPlace(document);
searchBySlash(document);
printByButton(document);
watchForms(document);
watchSession(document);
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrors(event.target);
  showAllAsked(document);
});
