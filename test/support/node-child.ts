/** An embedded node in a process of its own, to be killed, traced and starved of its disk. Arguments: folder, port. */
import { startEmbeddedNode } from '../../src/events/embedded/node.ts';

const [dir = '', port = '0'] = process.argv.slice(2);
try {
  const node = await startEmbeddedNode({ dir, port: Number(port) });
  process.stdout.write(`${node.url}\n`);
  process.on('SIGTERM', () => {
    void node.close().then(() => process.exit(0));
  });
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  process.stdout.write(`refused ${code} ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(3);
}
