// What people have done on this device, a tablet at a stall or a telephone at a counter, and the server has not taken
// yet. It is written down before it is sent and crossed out after the answer, so nothing is lost when the line breaks,
// the page is closed or the battery is empty; and each goes with a key of its own, by which the server knows what it has
// taken already.
const SENDING_MS = 12000;
const PICTURE_MS = 120000; // the same, with a picture

function opened(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(name, mode, act) {
  const base = await opened(name);
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction("waiting", mode);
      const request = act(change.objectStore("waiting"));
      change.oncomplete = () => resolve(request.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    base.close();
  }
}

/** The entries under a name, in the order in which they were made. */
export function shelf(name) {
  return {
    waiting: async () => (await within(name, "readonly", (store) => store.getAll())).sort((a, b) => (a.no || a.at) - (b.no || b.at)),
    keep: (entry) => within(name, "readwrite", (store) => store.put(entry)),
    drop: (key) => within(name, "readwrite", (store) => store.delete(key)),
  };
}

/** A key that nobody else makes. randomUUID is for secure addresses only; a stall may have none. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What was typed in a form, and the files that were chosen, as an entry keeps them. */
export function typed(form, set) {
  const fields = new URLSearchParams();
  const files = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") fields.append(name, value);
    else if (value.size) files.push([name, value]);
  });
  Object.keys(set).forEach((name) => fields.set(name, set[name]));
  return { body: fields.toString(), files };
}

/**
 * Sends an entry. Throws where it cannot be told whether it arrived: it is sent again then.
 * @returns {Promise<{ok: boolean, locked: boolean, status: number, answer: object}>}
 */
export async function send(entry, token) {
  const fields = new URLSearchParams(entry.body);
  if (token) fields.set("csrf", token); // that of a tablet that was unlocked anew
  const files = entry.files || [];
  const parts = files.length ? new FormData() : fields; // the browser names the type of either
  if (files.length) fields.forEach((value, name) => parts.append(name, value));
  files.forEach((chosen) => parts.append(chosen[0], chosen[1]));
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), files.length ? PICTURE_MS : SENDING_MS);
  try {
    const answer = await fetch(entry.action, {
      method: "POST", credentials: "same-origin", redirect: "error", signal: stop.signal, headers: { Accept: "application/json" }, body: parts,
    });
    if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, locked: answer.status === 401 || answer.status === 403, status: answer.status, answer: said };
  } finally {
    clearTimeout(late);
  }
}
