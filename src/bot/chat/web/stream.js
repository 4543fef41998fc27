// The server's events, for as long as the page is open.

const REOPEN_AFTER_MS = 2_000;

/**
 * @param {Record<string, (data: any) => void>} handlers by event name; `hello` comes after every (re)connection
 * @param {(isConnected: boolean) => void} onConnection
 */
export const followStream = (handlers, onConnection) => {
  const source = new EventSource('api/events');
  for (const [name, handle] of Object.entries(handlers))
    source.addEventListener(name, (event) => handle(JSON.parse(/** @type {MessageEvent} */ (event).data)));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => {
    onConnection(false);
    // A browser gives up for good when the answer is no stream, for example from a proxy: begin anew.
    if (source.readyState === EventSource.CLOSED)
      setTimeout(() => followStream(handlers, onConnection), REOPEN_AFTER_MS);
  });
};
