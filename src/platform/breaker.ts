/** A circuit breaker whose pace its owner sets: cockatiel's rules, without its clock. */
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';

/** `closed`: all is well. `open`: it is not tried. `half_open`: one attempt is under way that decides. */
export type BreakerState = 'closed' | 'open' | 'half_open';

export interface Breaker {
  readonly state: BreakerState;
  /** Runs an attempt and counts its outcome; when the breaker is open, the attempt is the one that decides. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>;
}

const NAMES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

/**
 * @param failuresMax so many failures in a row open it
 * @param onChange told of every change of state
 */
export function createBreaker(failuresMax: number, onChange: (state: BreakerState) => void): Breaker {
  const policy = circuitBreaker(handleAll, {
    // Its own waiting time is measured by the wall clock, which may jump back by hours and would hold it open so long;
    // with none, the next attempt decides, and the caller paces its attempts by a timer.
    halfOpenAfter: Number.NEGATIVE_INFINITY,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  policy.onStateChange((state) => onChange(NAMES[state]));
  return {
    get state() {
      return NAMES[policy.state];
    },
    attempt: (work) => policy.execute(work),
  };
}
