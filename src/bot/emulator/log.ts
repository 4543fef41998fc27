/** The part of a pino logger that the emulator uses. */
export interface EmulatorLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** Without a logger, trouble still reaches the terminal. */
export const consoleLog: EmulatorLog = {
  info: () => {},
  warn: (data, message) => console.warn(`[telegram emulator] ${message}`, data),
  error: (data, message) => console.error(`[telegram emulator] ${message}`, data),
};
