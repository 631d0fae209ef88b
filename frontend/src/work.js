// Solves a puzzle of ALTCHA's proof of work: the number that, written behind the salt, has the SHA-256 asked for.
// It runs beside the page, in a worker, and hashes by itself: browsers offer theirs on secure addresses alone.
const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants of SHA-256 are the first bits of the roots of the first primes.
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = (Math.sqrt(n) % 1) * 2 ** 32;
  K[found++] = (Math.cbrt(n) % 1) * 2 ** 32;
}

const W = new Uint32Array(64);

// Takes one block of 64 bytes into the state.
function compress(state, block, at) {
  for (let i = 0; i < 16; i++) {
    W[i] = block[at + 4 * i] << 24 | block[at + 4 * i + 1] << 16 | block[at + 4 * i + 2] << 8 | block[at + 4 * i + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const t = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const u = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + t | 0;
    d = c; c = b; b = a; a = t + u | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function solve(puzzle) {
  const challenge = puzzle.challenge, salt = puzzle.salt, maxnumber = puzzle.maxnumber;
  const want = new Uint32Array(8).map((_, i) => parseInt(challenge.slice(8 * i, 8 * i + 8), 16));
  const head = new TextEncoder().encode(salt);
  const whole = head.length - head.length % 64;
  const begun = Uint32Array.from(START); // what does not change with the number is hashed once
  for (let at = 0; at < whole; at += 64) compress(begun, head, at);
  const tail = new Uint8Array(128), state = new Uint32Array(8);
  for (let number = 0; number <= maxnumber; number++) {
    const digits = String(number);
    let length = head.length - whole;
    tail.fill(0);
    tail.set(head.subarray(whole));
    for (let i = 0; i < digits.length; i++) tail[length++] = digits.charCodeAt(i);
    tail[length] = 0x80;
    const end = length + 9 > 64 ? 128 : 64;
    const bits = 8 * (head.length + digits.length);
    tail[end - 2] = bits >>> 8;
    tail[end - 1] = bits;
    state.set(begun);
    for (let at = 0; at < end; at += 64) compress(state, tail, at);
    if (state.every((word, i) => word === want[i])) return number;
  }
  return -1;
}

onmessage = (event) => postMessage(solve(event.data));
