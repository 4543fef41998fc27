/** The slonik pool that all queries go through: every row is parsed by the schema that its query names. */
import { createPgDriverFactory } from '@slonik/pg-driver';
import {
  createPool,
  createTypeParserPreset,
  type DatabasePool,
  type Interceptor,
  SchemaValidationError,
} from 'slonik';

export type Database = DatabasePool;

const parseRows: Interceptor = {
  name: 'parse-rows',
  transformRow({ resultParser }, query, row) {
    if (!resultParser) return row;
    const parsed = resultParser['~standard'].validate(row);
    if (parsed instanceof Promise) throw new TypeError('row schemas are synchronous');
    if (parsed.issues) throw new SchemaValidationError(query, row, [...parsed.issues] as never);
    return parsed.value as typeof row;
  },
};

/** Sums of besitos stay below 2^53; log positions, which may not, are asked for as text. */
const exactInt8 = {
  name: 'int8',
  parse(text: string): number {
    const number = Number(text);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number holds exactly`);
    return number;
  },
};

export async function createDatabase(url: string, max = 10): Promise<Database> {
  return createPool(url, {
    driverFactory: createPgDriverFactory(),
    interceptors: [parseRows],
    typeParsers: [...createTypeParserPreset().filter(({ name }) => name !== 'int8'), exactInt8],
    maximumPoolSize: max,
    // Queries leave nothing behind in their session; to reset it after each would be a second round trip.
    resetConnection: async () => {},
    connectionTimeout: 5_000,
    statementTimeout: 10_000,
    idleTimeout: 30_000,
  });
}
