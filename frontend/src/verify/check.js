// What a receipt says of a draw: whether it is genuine, whose it is, and where its entry stands in the sealed list.

import { hex, unhex } from "./bytes.js";
import { commitmentOf, findParts, openReceipt } from "./receipt.js";

/**
 * Checks what somebody pasted. evidence is what is public of the draw:
 *   draw    its UUID
 *   keys    those that receipts are signed with
 *   list    the sealed list, whose root was compared with the close record; null before it is sealed
 *   life    the records of the draw; null where none are known
 *   prizes  their names, and slots, the result, once it is drawn
 *   grown   a function that tells of a size and root of the log whether the log of today begins with it: true, false,
 *           or null where that cannot be told
 * The answer has a verdict: missing, no-key, forged, other-draw, other-person, excluded, in, fewer, absent, or open before the
 * list is sealed; and what belongs to it.
 */
export async function checkEntry(pasted, evidence) {
  const { note, secret } = findParts(pasted);
  if (!note) return { verdict: "missing" };
  if (evidence.keys.length === 0) return { verdict: "no-key" };
  const receipt = openReceipt(note, evidence.keys);
  if (!receipt) return { verdict: "forged" };
  if (receipt.draw !== evidence.draw) return { verdict: "other-draw" };
  const opened = secret === null ? null : await commitmentOf(secret);
  if (opened !== null && opened !== receipt.commitment) return { verdict: "other-person", receipt };
  const answer = { receipt, opened: opened !== null, log: await logOf(receipt, evidence) };
  const excluded = exclusionOf(receipt, evidence.life);
  if (!evidence.list) return { ...answer, verdict: excluded ? "excluded" : "open", excluded };
  return { ...answer, ...place(receipt, evidence, excluded) };
}

/** Whether the log still begins with what it was when the receipt was given. */
async function logOf({ log }, { grown }) {
  if (log.size === 0) return "none";
  const ok = await grown(log.size, log.root);
  if (ok === null) return "unknown";
  return ok ? "grown" : "rewritten";
}

/** The event that took an entry out, where there is one. */
function exclusionOf({ commitment }, life) {
  return life?.last((e) => e.kind === "exclude" && e.entry === commitment) ?? null;
}

/** Where the entry stands in the list, or the two neighbours between which it is not. */
function place(receipt, { list, life, slots = [], prizes = [] }, excluded) {
  const at = list.find(unhex(receipt.commitment));
  const of = { total: list.tickets, size: list.size };
  if (!at.found) {
    const neighbours = [at.index - 1, at.index].map((i) => (i >= 0 && i < list.size ? hex(list.commitment(i)) : null));
    const late = life?.copied && receipt.accepted > life.copied.at ? life.copied.at : null;
    return { ...of, verdict: excluded ? "excluded" : "absent", excluded, neighbours, index: at.index, late };
  }
  const tickets = list.weights[at.index];
  const first = list.starts[at.index] + 1;
  const drawn = slots.filter((s) => s.index === at.index).map((s) => ({ ...s, name: prizes[s.prize]?.name ?? "" }));
  return {
    ...of, verdict: tickets < receipt.tickets ? "fewer" : "in", index: at.index, tickets, first, last: first + tickets - 1,
    more: tickets > receipt.tickets, drawn,
  };
}
