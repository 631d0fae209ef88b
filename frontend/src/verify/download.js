// Fetches public files and tells how far it came.

import { Unable } from "./refusal.js";

const MOST_BYTES = 1 << 30;

/** A file as a Blob. progress is told of the bytes that came and, where known, of how many there are. */
export async function download(address, progress) {
  const answer = await ask(address);
  const total = Number(answer.headers.get("Content-Length")) || 0;
  const parts = [];
  let done = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done: ended, value } = await reader.read();
    if (ended) return new Blob(parts);
    done += value.length;
    if (done > MOST_BYTES) throw new Unable("Le fichier est trop grand pour cette page.", "The file is too large for this page.");
    parts.push(value);
    progress?.(done, Math.max(total, done));
  }
}

/** A small file's bytes. */
export async function fetchBytes(address) {
  return new Uint8Array(await (await ask(address)).arrayBuffer());
}

async function ask(address) {
  // No cookies and no referrer: the server learns that somebody reads a public file, and nothing more.
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
  if (!answer.ok) throw new Unable(`${address} : ${answer.status}`, `${address}: ${answer.status}`);
  return answer;
}
