// Keeps the till's first page and what it loads on the telephone, so that it opens without a network. The page is asked
// for first and taken from the shelf only where no answer comes; nothing about any member is on it.
const SHELF = "kermesse-till";
const PATIENCE_MS = 4000;
const page = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/assets/")) event.respondWith(fromShelf(request));
  else if (request.mode === "navigate" && address.pathname === page) event.respondWith(opened(request, address.search));
});

async function fromShelf(request) {
  const shelf = await caches.open(SHELF);
  const known = await shelf.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request, answer.clone());
  return answer;
}

async function opened(request, query) {
  const shelf = await caches.open(SHELF);
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !query && answer.headers.get("X-Till") === "open") await shelf.put(page, answer.clone());
    return answer;
  } catch (lost) {
    const known = await shelf.match(page);
    if (known) return known;
    throw lost;
  } finally {
    clearTimeout(late);
  }
}
