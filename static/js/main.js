/* What pages need beyond plain HTML. Everything works without it. */

import { watchMenus } from "./menus.js";
import { focusErrors } from "./errors.js";
import { sendOnce } from "./send-once.js";

watchMenus(document);
focusErrors(document);
sendOnce(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
