import { proveWork } from "./prove.js";
import { sendOnce } from "./send.js";
import { followResults } from "./live.js";
import { copyButtons } from "./copy.js";
import { openTools } from "./tools.js";
import { begun, refresh } from "./refresh.js";
import { twoSteps } from "./steps.js";

document.querySelectorAll(".in-two").forEach(twoSteps); // first of all: a step that is gone on from is not sent
document.querySelectorAll("[data-work]").forEach(proveWork); // before sendOnce: a form that waits is not sent yet
document.querySelectorAll("form[method=post]:not([data-sets]):not([data-queue])").forEach(sendOnce);
document.querySelectorAll("[data-stream]").forEach(followResults);
document.querySelectorAll("[data-refresh]").forEach(refresh);
document.querySelectorAll("form[data-begun]").forEach(begun);
copyButtons();
openTools();

// The summary of a form that failed is where the reader starts.
const summary = document.querySelector("[data-summary]");
if (summary) summary.focus();
