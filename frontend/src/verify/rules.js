// rules.json: JSON that is hashed as bytes, of which a verifier needs some fields.

import { textOf } from "./bytes.js";
import { Fields, parseJSON } from "./json.js";
import { checkPrizes, Misspelling, reason, source, time } from "./record.js";

const MOST_COUNT = 2n ** 31n - 1n;

/** Reads rules.json. Throws a Misspelling, or what JSON throws. */
export function readRules(bytes) {
  const f = new Fields(parseJSON(textOf(bytes)));
  const id = f.text("draw");
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Misspelling("draw");
  const rules = {
    draw: id,
    title: f.text("title"),
    opens: time.read(f.text("opens")),
    closes: time.read(f.text("closes")),
    mode: f.text("mode"),
    prizes: f.objects("prizes").map((p) => ({
      name: p.text("name"), winners: count(p, "winners", 1_000_000n), alternates: count(p, "alternates", 1_000_000n),
    })),
    source: source.read(f.text("source")),
    margin: f.has("margin_seconds") ? count(f, "margin_seconds", MOST_COUNT) : 600,
    reasons: f.texts("disqualification_reasons").map(reason.read),
    witnesses: f.has("witnesses") ? f.texts("witnesses") : [],
    need: f.has("witnesses_needed") ? count(f, "witnesses_needed", 100n) : 0,
    fallback: f.has("fallback") ? f.texts("fallback").map(source.read) : [],
    fallbackAfter: 0,
  };
  if (rules.fallback.length > 0) rules.fallbackAfter = count(f, "fallback_after_seconds", MOST_COUNT);
  checkRules(rules);
  return rules;
}

const count = (fields, name, most) => Number(fields.number(name, most));

function checkRules(rules) {
  const sources = [rules.source, ...rules.fallback].map((s) => s.text);
  const ok = /^(one-win|many-wins)$/.test(rules.mode) && rules.closes >= rules.opens &&
    rules.witnesses.length <= 100 && rules.need <= rules.witnesses.length && new Set(sources).size === sources.length;
  if (!ok) throw new Misspelling("the rules contradict themselves");
  checkPrizes(rules.prizes);
}
