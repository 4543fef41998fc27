/** Statements as they go over the wire, whoever sends them: counted by the name of the connection. */
import pg from 'pg';

export interface StatementCounter {
  /** Statements sent since the last call, of connections by that name. */
  take(application: string): string[];
  stop(): void;
}

/** Of this process alone, from now on. */
export function countStatements(): StatementCounter {
  const prototype = pg.Client.prototype as unknown as {
    query(...args: unknown[]): unknown;
    connectionParameters: { application_name?: string };
  };
  const original = prototype.query;
  const sent = new Map<string, string[]>();
  prototype.query = function (this: typeof prototype, ...args: unknown[]) {
    const name = this.connectionParameters.application_name ?? '';
    const [first] = args;
    const text = typeof first === 'string' ? first : String((first as { text?: string }).text ?? first);
    sent.set(name, [...(sent.get(name) ?? []), text]);
    return original.apply(this, args);
  };
  return {
    take(application) {
      const texts = sent.get(application) ?? [];
      sent.delete(application);
      return texts;
    },
    stop() {
      prototype.query = original;
    },
  };
}
