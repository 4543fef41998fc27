import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./node-child.ts', import.meta.url));

/** An embedded node that runs in another process. */
export interface NodeProcess {
  readonly url: string;
  /** Process of the node itself, whatever it runs under. */
  readonly pid: number;
  /** Resolves when the process is gone, whoever ended it. */
  readonly ended: Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Closes the node cleanly. */
  stop(): Promise<void>;
}

/** A node that did not start; `code` is its own. */
export class NodeRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Starts a node on a folder, under another program if one is given (`strace …`, which then runs the node as its own child).
 * @throws NodeRefused
 */
export async function startNodeProcess(options: {
  dir: string;
  port?: number;
  under?: readonly string[];
}): Promise<NodeProcess> {
  const { dir, port = 0, under = [] } = options;
  const [program = process.execPath, ...args] = [...under, process.execPath, CHILD, dir, String(port)];
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  let complained = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complained += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve();
    });
    void ended.then(() => reject(new Error(`the node ended while it started: ${said}${complained}`)));
  });
  if (said.startsWith('refused ')) {
    await ended;
    const [, code = '', ...message] = said.trim().split(' ');
    throw new NodeRefused(code, message.join(' '));
  }
  // The group is the node and what it runs under: a tracer alone would outlive its tracee, or the other way round.
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, name);
    await ended;
  };
  return {
    url: said.trim(),
    pid: child.pid!,
    ended,
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
  };
}
