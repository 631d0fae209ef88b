// Starts a Kermesse of its own for a test: a free port, a temporary database, stopped at the end.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The program under test. */
export const binary = process.env.KERMESSE_BINARY ?? fileURLToPath(new URL('../bin/kermesse', import.meta.url));

// How long a server may take to be ready, and to stop: generous, because CI machines are slow.
const startMs = 60_000;
const stopMs = 20_000;

/** A running server. */
export class Server {
  constructor(process, base, folder) {
    this.process = process;
    this.base = base;
    this.folder = folder;
    this.output = '';
    this.exited = once(process, 'exit');
    for (const stream of [process.stdout, process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
    }
  }

  /** Waits until the server says that it is ready, and fails with its output if it ends before. */
  async ready() {
    const deadline = Date.now() + startMs;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) {
        throw new Error(`the server ended with ${this.process.exitCode}:\n${this.output}`);
      }
      const answer = await fetch(`${this.base}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`the server is not ready after ${startMs} ms:\n${this.output}`);
  }

  /** Asks the server to stop, as an operator's system does, and fails if it does not end well. */
  async stop() {
    if (this.process.exitCode === null) this.process.kill('SIGTERM');
    const late = setTimeout(() => this.process.kill('SIGKILL'), stopMs);
    const [code, signal] = await this.exited;
    clearTimeout(late);
    await rm(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code ?? signal}:\n${this.output}`);
  }
}

/**
 * Starts `kermesse COMMAND` ("demo" or "sandbox") and waits until it is ready.
 * @param {string} command
 * @param {string[]} [args]
 * @returns {Promise<Server>}
 */
export async function startServer(command, args = []) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kermesse-e2e-'));
  const base = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(binary, [command, '--addr', new URL(base).host, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => { throw error; })]);
  const server = new Server(child, base, folder);
  try {
    await server.ready();
  } catch (error) {
    await server.stop().catch(() => {});
    throw error;
  }
  return server;
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
