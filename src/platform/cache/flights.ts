/** One load of a key at a time, however many ask for it. */

export interface Flown<Value> {
  value: Value;
  /** Log position that it was read at. */
  position: bigint;
}

interface Flight<Outcome> {
  /** In order of departure. */
  number: number;
  /** The position that it was asked to hold. */
  asked: bigint;
  outcome: Promise<Outcome>;
}

export interface Flights<Outcome extends Flown<unknown>> {
  /**
   * What the flight of the key brings; a new one departs where there is none, and where the one under way brought what is not
   * good enough: it had departed before the caller asked.
   */
  board(
    key: string,
    asked: bigint,
    isGood: (outcome: Outcome) => boolean,
    depart: () => Promise<Outcome>,
  ): Promise<Outcome>;
  isUnderWay(key: string): boolean;
}

export function createFlights<Outcome extends Flown<unknown>>(): Flights<Outcome> {
  const flights = new Map<string, Flight<Outcome>>();
  let departed = 0;

  function start(key: string, asked: bigint, depart: () => Promise<Outcome>): Promise<Outcome> {
    departed += 1;
    const flight = { number: departed, asked } as Flight<Outcome>;
    flight.outcome = land(flight, key, depart);
    flights.set(key, flight);
    return flight.outcome;
  }

  async function land(
    flight: Flight<Outcome>,
    key: string,
    depart: () => Promise<Outcome>,
  ): Promise<Outcome> {
    try {
      return await depart();
    } finally {
      if (flights.get(key) === flight) flights.delete(key);
    }
  }

  return {
    async board(key, asked, isGood, depart) {
      const before = departed;
      for (let hasWaited = false; ; hasWaited = true) {
        const running = flights.get(key);
        if (!running || (hasWaited && running.asked < asked)) return start(key, asked, depart);
        const outcome = await running.outcome;
        // What departed later, for the same, is as good as a flight of one's own.
        if (isGood(outcome) || (running.number > before && running.asked >= asked)) return outcome;
      }
    },
    isUnderWay: (key) => flights.has(key),
  };
}
