/* What pages need beyond plain HTML. Everything works without it. */

import { watchMenus } from "./menus.js";
import { focusErrors } from "./errors.js";
import { sendOnce } from "./send-once.js";
import { keepPlace } from "./acknowledged.js";
import { followForm } from "./message-form.js";
import { showAllAsked, watchForms } from "./forms.js";
import { submitOnChange } from "./submit-on-change.js";

watchMenus(document);
focusErrors(document);
sendOnce(document);
submitOnChange(document);
keepPlace(document);
followForm(document);
watchForms(document);
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrors(event.target);
  showAllAsked(document);
});
