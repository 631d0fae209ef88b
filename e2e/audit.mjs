// Runs the page audit over the demo's pages, of fans, members, winners, the till and the panel, in both languages. The tool lies beside the checkout; it is copied to
// .cache so that its packages are installed there, by its own lock file.
//
// audit.pages.json passes over one finding in four places: the tool takes four alike elements that follow each other, such
// as links of a list, for one that keeps the focus. keyboard.test.mjs goes through pages by Tab.
//
//   node e2e/audit.mjs [options of the tool, such as --matrix standard]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { filled, prepared } from './audited.mjs';
import { startServer } from './server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = path.resolve(root, process.env.KERMESSE_AUDIT ?? '../shared/tools/audit');
const copy = path.join(root, '.cache/audit');
const pages = path.join(root, 'e2e/audit.pages.json');
const config = path.join(root, '.cache/audit.pages.json'); // the same, with what only the running demo knows

// Not spawnSync: the server's output must be read meanwhile, or it would wait for its full pipe.
async function run(command, args, cwd) {
  const [status] = await once(spawn(command, args, { cwd, stdio: 'inherit' }), 'exit');
  return status ?? 1;
}

if (!existsSync(path.join(source, 'audit.mjs'))) {
  console.error(`audit: the audit tool is not in ${source}; set KERMESSE_AUDIT to its folder`);
  process.exit(1);
}
rmSync(copy, { recursive: true, force: true });
cpSync(source, copy, { recursive: true, filter: (from) => path.basename(from) !== 'node_modules' });
// The original may be read-only; npm has to write beside it.
await run('chmod', ['-R', 'u+w', copy], root);
if (await run('npm', ['ci', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'], copy) !== 0) process.exit(1);

const options = process.argv.slice(2);
const server = await startServer('demo');
let status;
try {
  writeFileSync(config, JSON.stringify(filled(JSON.parse(readFileSync(pages, 'utf8')), await prepared(server))));
  status = await run('node', ['audit.mjs', '--config', config, '--base', server.base, '--out', path.join(root, 'e2e/out/audit'), ...options], copy);
} finally {
  await server.stop();
}
process.exit(status);
