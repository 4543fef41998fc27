/** Structured logging: JSON lines for machines, readable lines on a terminal. */
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger };

/** Never log what identifies a person or opens a door, wherever it stands in a logged object. */
const REDACTED = [
  'token',
  'password',
  'authorization',
  'apiKey',
  'personal',
  '*.token',
  '*.password',
  '*.authorization',
];

export function createLogger(level: string, terminal: boolean): Logger {
  const options = { level, redact: REDACTED, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!terminal) return pino(options, pino.destination({ dest: 2, sync: false }));
  return pino(
    options,
    pretty({ destination: 2, colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
  );
}

export const silentLogger: Logger = pino({ level: 'silent' });
