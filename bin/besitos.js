#!/usr/bin/env node
// Runs the command line on the Node that the project pins, whichever Node started this.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const node = createRequire(import.meta.url).resolve('node/bin/node');
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const { status, error } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
if (error) throw error;
process.exit(status ?? 1);
