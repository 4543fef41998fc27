import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDeadlines, DeadlineError } from '../../src/events/store/plazos.ts';

describe('deadlines', () => {
  it('hand on what comes in time, a value or a failure', async () => {
    const { within } = createDeadlines();
    expect(await within(1_000, Promise.resolve(7))).toBe(7);
    await expect(within(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('end a wait that gets no answer, and only that one', async () => {
    const { within } = createDeadlines();
    const never = within(60, new Promise(() => {}));
    const slow = within(5_000, sleep(200, 'late but well'));
    await expect(never).rejects.toBeInstanceOf(DeadlineError);
    expect(await slow).toBe('late but well');
  });

  it('keep no process alive once nothing waits', async () => {
    const { within } = createDeadlines();
    await within(1_000, Promise.resolve());
    await sleep(120);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(0);
  });
});
