/** A stream of events in blocks, read ahead. */
/** Blocks that are read ahead of the one being worked on. */
const AHEAD = 2;

/** Blocks of at most `size`; the next ones, up to `AHEAD`, are read while the caller works on the one before. */
export async function* inBlocks<Event>(events: AsyncIterable<Event>, size: number): AsyncIterable<Event[]> {
  const ready: Event[][] = [];
  const wake = { reader: () => {}, caller: () => {} };
  let failure: unknown;
  let ended = false;
  let left = false;
  const reading = (async () => {
    let block: Event[] = [];
    for await (const event of events) {
      block.push(event);
      if (block.length < size) continue;
      ready.push(block);
      block = [];
      wake.caller();
      while (ready.length >= AHEAD && !left)
        await new Promise<void>((resolve) => {
          wake.reader = resolve;
        });
      if (left) return;
    }
    if (block.length > 0) ready.push(block);
  })()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      ended = true;
      wake.caller();
    });
  try {
    for (;;) {
      const block = ready.shift();
      if (block) {
        wake.reader();
        yield block;
      } else if (!ended)
        await new Promise<void>((resolve) => {
          wake.caller = resolve;
        });
      else if (failure !== undefined) throw failure;
      else return;
    }
  } finally {
    left = true;
    wake.reader();
    await reading;
  }
}
