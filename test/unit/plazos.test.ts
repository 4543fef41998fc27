import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
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
    const started = vi.spyOn(globalThis, 'setInterval');
    const ended = vi.spyOn(globalThis, 'clearInterval');
    const { within } = createDeadlines();
    await within(1_000, Promise.resolve());
    await sleep(200);
    expect(started).toHaveBeenCalledOnce();
    expect(ended).toHaveBeenCalledWith(started.mock.results[0]!.value);
    vi.restoreAllMocks();
  });

  it('watch somebody who waits again and again, and count only the waits', async () => {
    const { watch } = createDeadlines();
    let expired = 0;
    const { start, stop, end } = watch(150, () => {
      expired += 1;
    });
    for (let time = 0; time < 4; time++) {
      start();
      await sleep(60);
      stop();
    }
    // Between two waits, any time may pass.
    await sleep(400);
    expect(expired).toBe(0);
    start();
    await expect.poll(() => expired).toBe(1);
    await sleep(300);
    expect(expired).toBe(1);
    end();
  });

  it('watch nobody who has said that no wait will follow', async () => {
    const { watch } = createDeadlines();
    let expired = 0;
    const { start, end } = watch(50, () => {
      expired += 1;
    });
    start();
    end();
    await sleep(250);
    expect(expired).toBe(0);
  });
});
