import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BreakerState, createBreaker } from '../../src/platform/breaker.ts';

describe('a breaker', () => {
  const fail = () => Promise.reject(new Error('away'));
  const succeed = () => Promise.resolve(7);
  afterEach(() => void vi.useRealTimers());

  function opened() {
    const changes: BreakerState[] = [];
    const breaker = createBreaker(3, (state) => changes.push(state));
    return { breaker, changes };
  }

  it('opens after so many failures in a row, and not before', async () => {
    const { breaker, changes } = opened();
    for (let time = 0; time < 2; time++) await expect(breaker.attempt(fail)).rejects.toThrow('away');
    expect(await breaker.attempt(succeed)).toBe(7);
    for (let time = 0; time < 2; time++) await expect(breaker.attempt(fail)).rejects.toThrow('away');
    expect(breaker.state).toBe('closed');
    await expect(breaker.attempt(fail)).rejects.toThrow('away');
    expect(breaker.state).toBe('open');
    expect(changes).toEqual(['open']);
  });

  it('lets the next attempt decide', async () => {
    const { breaker, changes } = opened();
    for (let time = 0; time < 4; time++) await expect(breaker.attempt(fail)).rejects.toThrow('away');
    expect(breaker.state).toBe('open');
    let during: BreakerState | undefined;
    await breaker.attempt(async () => {
      during = breaker.state;
    });
    expect(during).toBe('half_open');
    expect(changes).toEqual(['open', 'half_open', 'open', 'half_open', 'closed']);
  });

  it('does not look at the clock, which may jump', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000_000 });
    const { breaker } = opened();
    for (let time = 0; time < 3; time++) await expect(breaker.attempt(fail)).rejects.toThrow('away');
    vi.setSystemTime(1_000_000_000_000 - 7_200_000);
    expect(await breaker.attempt(succeed)).toBe(7);
    expect(breaker.state).toBe('closed');
  });
});
