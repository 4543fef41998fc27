/** Waiting for projections: by what this process reports, and by asking where projectors run elsewhere. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../src/platform/progress.ts';

describe('waiting for a position', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is over at once where every group has passed it, position 0 included', async () => {
    const progress = createProgress();
    progress.report('a', 0n);
    progress.report('b', 7n);
    expect(await progress.waitFor(['a', 'b'], 0n, 10)).toBe(true);
    expect(await progress.waitFor([], 99n, 10)).toBe(true);
  });

  it('goes on until the last group has passed, or the time is up', async () => {
    const progress = createProgress();
    const reached = progress.waitFor(['a', 'b'], 5n, 1_000);
    progress.report('a', 5n);
    const late = progress.waitFor(['b'], 6n, 1_000);
    progress.report('b', 5n);
    expect(await reached).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await late).toBe(false);
  });

  it('asks nobody while this process reports in time', async () => {
    const poll = vi.fn(async () => new Map<string, bigint>());
    const progress = createProgress({ poll });
    const reached = progress.waitFor(['a'], 5n, 1_000);
    await vi.advanceTimersByTimeAsync(20);
    progress.report('a', 5n);
    expect(await reached).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(poll).not.toHaveBeenCalled();
  });

  it('asks once for however many wait, never twice at a time, and stops with the last of them', async () => {
    let position = 0n;
    let underWay = 0;
    let most = 0;
    const poll = vi.fn(async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 40));
      underWay -= 1;
      return new Map([['a', position]]);
    });
    const progress = createProgress({ poll });
    const waits = Array.from({ length: 50 }, (_, index) =>
      progress.waitFor(['a'], BigInt(index % 3), 10_000),
    );
    await vi.advanceTimersByTimeAsync(25 + 40);
    expect(poll).toHaveBeenCalledTimes(1);
    position = 2n;
    await vi.advanceTimersByTimeAsync(15 + 40);
    expect(await Promise.all(waits)).toEqual(waits.map(() => true));
    expect(most).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(poll).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not go back to an answer older than what was reported meanwhile', async () => {
    const answer = Promise.withResolvers<Map<string, bigint>>();
    const progress = createProgress({ poll: () => answer.promise });
    const reached = progress.waitFor(['b'], 5n, 1_000);
    await vi.advanceTimersByTimeAsync(25);
    progress.report('a', 9n);
    answer.resolve(
      new Map([
        ['a', 3n],
        ['b', 5n],
      ]),
    );
    expect(await reached).toBe(true);
    expect(progress.position('a')).toBe(9n);
  });

  it('asks again after a fault, and keeps to its time whatever happens', async () => {
    const errors: unknown[] = [];
    let faults = 2;
    const progress = createProgress({
      poll: async () => {
        if (faults-- > 0) throw new Error('away');
        return new Map([['a', 1n]]);
      },
      onPollError: (error) => errors.push(error),
    });
    const reached = progress.waitFor(['a'], 1n, 1_000);
    const never = progress.waitFor(['a'], 2n, 300);
    await vi.advanceTimersByTimeAsync(400);
    expect(await reached).toBe(true);
    expect(await never).toBe(false);
    expect(errors).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
