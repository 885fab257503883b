/* What pages need beyond plain HTML. Everything works without it. */

import { watchMenus } from "./menus.js";
import { focusErrors } from "./errors.js";
import { sendOnce } from "./send-once.js";
import { watchDrafts } from "./drafts.js";
import { keepPlace } from "./acknowledged.js";
import { followForm } from "./message-form.js";
import { showAllAsked, watchForms } from "./forms.js";
import { submitOnChange } from "./submit-on-change.js";
import { watchSession } from "./session.js";

watchMenus(document);
focusErrors(document);
sendOnce(document);
submitOnChange(document);
keepPlace(document);
followForm(document);
watchForms(document);
watchDrafts(document);
watchSession(document);
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrors(event.target);
  showAllAsked(document);
});
