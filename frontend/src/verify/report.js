// A verification's report on a page.

import { element, pairs, panel, paragraph } from "./elements.js";

/** What was found, told to a person. */
export function showReport(report, words) {
  const parts = [
    panel(report.label === "C" || report.label === "Test" ? "warn" : "ok", words.say("valid")),
    element("h3", {}, words.say("worth")),
    element("p", {}, element("strong", {}, report.label), " – ", words.of(report.statement)),
    ...report.notes.map((note) => paragraph(words.of(note), { class: "note" })),
    element("h3", {}, words.say("winners")),
    ...report.prizes.map((prize, j) => showPrize(report, prize, j, words)),
    ...showOthers(report, words),
    element("details", {}, element("summary", {}, words.say("facts")), pairs(factsOf(report, words))),
  ];
  return element("div", {}, ...parts);
}

function showPrize(report, prize, j, words) {
  const { slots, open } = report.awards[j];
  const list = element("ol", {}, ...slots.map((s) => element("li", {}, nameOf(report, s), s.alternate ? ` (${words.say("replaced")})` : "")));
  return element("div", {}, paragraph(prize.name, { class: "prize" }), list, open > 0 ? paragraph(words.say("open", { count: open }), { class: "small" }) : null);
}

/** Who holds a slot: the masked name, or else the beginning of the commitment. */
function nameOf({ aliases }, { prize, slot, entry }) {
  return aliases.get(`${prize} ${slot}`) ?? element("code", {}, `${entry.slice(0, 16)}…`);
}

function showOthers({ others, prizes }, words) {
  if (others.length === 0) return [];
  const line = (o) => {
    if (o.void) return words.say("otherVoid", { attempt: o.attempt, reason: words.word("reasons", o.reason) });
    if (o.slots.length === 0) return words.say("otherWaits", { attempt: o.attempt });
    const winners = o.slots.filter((s) => !s.alternate && s.index >= 0).map((s) => `${prizes[s.prize].name} ${s.entry.slice(0, 16)}…`);
    return words.say(o.cancelled ? "otherGave" : "otherStands", { attempt: o.attempt, winners: winners.join(", ") || words.say("nobody") });
  };
  return [element("h3", {}, words.say("others")), element("ul", {}, ...others.map((o) => element("li", {}, line(o))))];
}

function factsOf(report, words) {
  return [
    [words.say("draw"), report.draw, true],
    [words.say("attempt"), String(report.attempt)],
    [words.say("entries"), words.number(report.entries)],
    [words.say("tickets"), words.number(report.tickets)],
    [words.say("closed"), words.moment(report.closed)],
    ...report.sealed.map(({ witness, at }) => [words.say("seen", { name: witness }), words.moment(at)]),
    ...(report.due === null ? [] : [[words.say("due"), words.moment(report.due)]]),
    ["Source", report.source.text, true],
    [words.say("closeHash"), report.close, true],
    [words.say("seed"), report.seed, true],
  ];
}
