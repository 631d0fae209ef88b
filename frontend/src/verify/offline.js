// verify.html of every bundle: the verifier and the check of an entry without a server, opened from a disk.

import { bundleOf, openZip } from "./bundle.js";
import { Checker } from "./checker.js";
import { checkEntry } from "./check.js";
import { ofBundle } from "./evidence.js";
import { readKeys } from "./log.js";
import { LOG, readKey, WITNESS } from "./note.js";
import { verify } from "./proof.js";
import { Invalid, Unable } from "./refusal.js";
import { open } from "./verifier.js";
import { Words } from "./words.js";

// For whoever calls the verifier from a console or a program.
globalThis.kermesse = { bundleOf, checkEntry, Invalid, LOG, ofBundle, openZip, readKey, readKeys, Unable, verify, WITNESS };

const NOT_CHOSEN = {
  fr: "choisissez d’abord le zip ou le dossier de la preuve, plus haut",
  en: "choose the zip or the folder of the proof first, above",
};

function show(lang) {
  document.documentElement.lang = lang;
  document.querySelectorAll("[data-in]").forEach((part) => { part.hidden = part.dataset.in !== lang; });
  const box = document.getElementById("verify");
  box.dataset.lang = lang;
  const verifier = open(box);
  const check = document.getElementById("check");
  check.replaceChildren();
  new Checker(check, new Words(lang), async () => {
    if (!verifier.source) throw Object.assign(new Error(NOT_CHOSEN.en), { say: NOT_CHOSEN });
    const { log } = verifier.pinned();
    return ofBundle(await verifier.source(), log ? [log] : []);
  });
}

if (globalThis.document) {
  document.querySelectorAll("[data-switch]").forEach((button) => {
    button.addEventListener("click", () => show(button.dataset.switch));
  });
  show(navigator.language.startsWith("fr") ? "fr" : "en");
}
