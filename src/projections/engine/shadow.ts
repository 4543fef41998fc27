/** Shadow tables: copies, empty, of a group's tables in a schema of their own, and their exchange with the live ones. */
import type { PoolClient } from '../../platform/postgres/pool.ts';

export const LIVE_SCHEMA = 'lectura';

export function shadowSchemaOf(grupo: string): string {
  return `sombra_${grupo}`;
}

/** Makes empty copies of the tables, partitions and indexes included; what an earlier attempt left is dropped. */
export async function createShadow(
  client: PoolClient,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema};`);
  for (const table of tables) {
    const { rows } = await client.query(
      `select pg_get_partkeydef(c.oid) as clave from pg_class c where c.oid = $1::regclass`,
      [`${LIVE_SCHEMA}.${table}`],
    );
    const key = (rows[0] as { clave: string | null }).clave;
    await client.query(
      `create table ${schema}.${table} (like ${LIVE_SCHEMA}.${table} including all)${key ? ` partition by ${key}` : ''}`,
    );
    for (const { nombre, limites } of await partitionsOf(client, LIVE_SCHEMA, table))
      await client.query(`create table ${schema}.${nombre} partition of ${schema}.${table} ${limites}`);
  }
}

/** Puts the shadow tables in the place of the live ones, which are dropped. Runs inside the caller's transaction. */
export async function swapShadow(
  client: PoolClient,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const partitions = await partitionsOf(client, schema, table);
    await client.query(`drop table ${LIVE_SCHEMA}.${table} cascade`);
    await client.query(`alter table ${schema}.${table} set schema ${LIVE_SCHEMA}`);
    for (const { nombre } of partitions)
      await client.query(`alter table ${schema}.${nombre} set schema ${LIVE_SCHEMA}`);
  }
  await client.query(`drop schema ${schema}`);
}

async function partitionsOf(
  client: PoolClient,
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
