/** Sizes and time limits of this program's pools: of its machine, its projection groups and its configuration. */
import type { Config } from '../platform/config.ts';
import { type DatabaseLimits, databaseLimits } from '../platform/postgres/limits.ts';
import { PROJECTIONS } from '../projections/registro.ts';

export const limitsOf = ({ machine, databaseLimits: overrides }: Config): DatabaseLimits =>
  databaseLimits(machine, PROJECTIONS.length, overrides);
