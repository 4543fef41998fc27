/** Shadow tables: copies, empty, of a group's tables in a schema of their own, and their exchange with the live ones. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Forma } from '../almacen.ts';
import { OperatorError } from './operator-error.ts';

export const LIVE_SCHEMA = 'lectura';

export const shadowSchemaOf = (grupo: string): string => `sombra_${grupo}`;
/** Where the tables that were replaced are kept. */
export const previousSchemaOf = (grupo: string): string => `anterior_${grupo}`;

/** Readers would not let go of the tables in time. Nothing was changed. */
export class SwapLockError extends OperatorError {
  constructor(tablas: string, options: ErrorOptions) {
    super(
      'SWAP_LOCK',
      `readers kept ${tablas} for too long: end long statements on them and try again`,
      { tablas },
      options,
    );
  }
}

/**
 * A reader holds a table for the length of its statement, and waits for another that the exchange holds already: the exchange
 * must give way before the server, after a second, ends one of the two as a deadlock.
 */
const LOCK_WAIT_MS = 80;
const LOCK_TRIES = 300;
const LOCK_PAUSE_MS = 40;

/**
 * Makes empty copies of the tables, with their partitions and the unique indexes by which rows are looked up; what an earlier
 * attempt left is dropped. The other indexes come when the tables are full: built at once they cost a fraction.
 */
export async function createShadow(
  client: PoolClient,
  schema: string,
  formas: readonly Forma[],
): Promise<void> {
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema};`);
  for (const { tabla, soloCrece } of formas) {
    const { rows } = await client.query(
      `select pg_get_partkeydef(c.oid) as clave from pg_class c where c.oid = $1::regclass`,
      [`${LIVE_SCHEMA}.${tabla}`],
    );
    const key = (rows[0] as { clave: string | null }).clave;
    await client.query(
      `create table ${schema}.${tabla} (like ${LIVE_SCHEMA}.${tabla} including all excluding indexes)${key ? ` partition by ${key}` : ''}`,
    );
    if (!soloCrece)
      for (const index of await indexesOf(client, LIVE_SCHEMA, tabla))
        if (index.unico) await makeIndex(client, schema, tabla, index);
    for (const { nombre, limites } of await partitionsOf(client, LIVE_SCHEMA, tabla))
      await client.query(`create table ${schema}.${nombre} partition of ${schema}.${tabla} ${limites}`);
  }
}

/** The indexes that the live tables have and the shadow tables have not, under the same names. */
export async function indexShadow(
  client: PoolClient,
  schema: string,
  formas: readonly Forma[],
): Promise<void> {
  for (const { tabla } of formas) {
    const there = new Set((await indexesOf(client, schema, tabla)).map(({ nombre }) => nombre));
    for (const index of await indexesOf(client, LIVE_SCHEMA, tabla))
      if (!there.has(index.nombre)) await makeIndex(client, schema, tabla, index);
  }
}

interface Index {
  nombre: string;
  definicion: string;
  unico: boolean;
  /** The constraint that it serves. */
  clave: string | null;
}

async function indexesOf(client: PoolClient, schema: string, tabla: string): Promise<Index[]> {
  const { rows } = await client.query(
    `select c.relname as nombre, pg_get_indexdef(i.indexrelid) as definicion, i.indisunique as unico,
            pg_get_constraintdef(k.oid) as clave
     from pg_index i join pg_class c on c.oid = i.indexrelid
     left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
     where i.indrelid = $1::regclass order by c.relname`,
    [`${schema}.${tabla}`],
  );
  return rows as Index[];
}

/** Of a live table, for the table of that name in another schema. */
async function makeIndex(
  client: PoolClient,
  schema: string,
  tabla: string,
  { nombre, definicion, clave }: Index,
): Promise<void> {
  await client.query(
    clave === null
      ? definicion.replace(new RegExp(` ON (?:ONLY )?${LIVE_SCHEMA}\\.`), ` ON ${schema}.`)
      : `alter table ${schema}.${tabla} add constraint ${nombre} ${clave}`,
  );
}

/** Whether shadow tables stand there, and have the columns that the live ones have. */
export async function shadowFits(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  formas: readonly Forma[],
): Promise<boolean> {
  const { rows } = await client.query(
    `select table_schema = $1 as sombra, table_name || '.' || column_name || ' ' || data_type as columna
     from information_schema.columns where table_schema in ($1, $2) and table_name = any($3) order by 2`,
    [schema, LIVE_SCHEMA, formas.map(({ tabla }) => tabla)],
  );
  const columns = rows as { sombra: boolean; columna: string }[];
  const of = (sombra: boolean) =>
    columns
      .filter((column) => column.sombra === sombra)
      .map(({ columna }) => columna)
      .join();
  return of(true) === of(false);
}

/**
 * Puts the shadow tables in the place of the live ones, which are kept in the previous schema. Runs inside the caller's
 * transaction, whose commit makes all of it visible at once.
 * @throws SwapLockError
 */
export async function swapShadow(client: PoolClient, grupo: string, formas: readonly Forma[]): Promise<void> {
  const previous = previousSchemaOf(grupo);
  await client.query(`drop schema if exists ${previous} cascade; create schema ${previous};`);
  await lockTables(client, formas);
  await detach(client, formas);
  await move(client, formas, LIVE_SCHEMA, previous);
  await move(client, formas, shadowSchemaOf(grupo), LIVE_SCHEMA);
  await attach(client, formas);
  await client.query(`drop schema ${shadowSchemaOf(grupo)}`);
}

/** Puts the tables that were replaced back; those that stand in their place are dropped. As `swapShadow`. */
export async function swapBack(client: PoolClient, grupo: string, formas: readonly Forma[]): Promise<void> {
  const previous = previousSchemaOf(grupo);
  await lockTables(client, formas);
  await detach(client, formas);
  for (const { tabla } of formas) await client.query(`drop table ${LIVE_SCHEMA}.${tabla} cascade`);
  await move(client, formas, previous, LIVE_SCHEMA);
  await attach(client, formas);
  await client.query(`drop schema ${previous}`);
}

async function lockTables(client: PoolClient, formas: readonly Forma[]): Promise<void> {
  const tables = formas.flatMap(({ tabla, padre }) => (padre ? [padre.tabla, tabla] : [tabla]));
  const names = tables.map((tabla) => `${LIVE_SCHEMA}.${tabla}`).join(', ');
  await client.query(`set local lock_timeout = ${LOCK_WAIT_MS}`);
  for (let attempt = 1; ; attempt++) {
    await client.query('savepoint cambio');
    try {
      await client.query(`lock table ${names} in access exclusive mode`);
      break;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== '55P03' && code !== '40P01') throw error;
      if (attempt === LOCK_TRIES) throw new SwapLockError(names, { cause: error });
      await client.query('rollback to savepoint cambio');
      await sleep(LOCK_PAUSE_MS * (1 + (attempt % 5)));
    }
  }
  await client.query('set local lock_timeout = 0');
}

async function move(client: PoolClient, formas: readonly Forma[], from: string, to: string): Promise<void> {
  for (const { tabla } of formas) {
    const partitions = await partitionsOf(client, from, tabla);
    await client.query(`alter table ${from}.${tabla} set schema ${to}`);
    for (const { nombre } of partitions) await client.query(`alter table ${from}.${nombre} set schema ${to}`);
  }
}

async function detach(client: PoolClient, formas: readonly Forma[]): Promise<void> {
  for (const { tabla, padre } of formas)
    if (padre)
      await client.query(
        `alter table ${LIVE_SCHEMA}.${padre.tabla} detach partition ${LIVE_SCHEMA}.${tabla}`,
      );
}

async function attach(client: PoolClient, formas: readonly Forma[]): Promise<void> {
  for (const { tabla, padre } of formas)
    if (padre)
      await client.query(
        `alter table ${LIVE_SCHEMA}.${padre.tabla} attach partition ${LIVE_SCHEMA}.${tabla} for values in ('${padre.valor}')`,
      );
}

export async function partitionsOf(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  table: string,
): Promise<{ nombre: string; limites: string }[]> {
  const { rows } = await client.query(
    `select c.relname as nombre, pg_get_expr(c.relpartbound, c.oid) as limites
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass order by c.relname`,
    [`${schema}.${table}`],
  );
  return rows as { nombre: string; limites: string }[];
}
