/** Filling tables fast: without their indexes, which are built afterwards, and without a log of what is written. */
import type pg from 'pg';

interface Guardado {
  quitar: string;
  poner: string;
}

/**
 * Empties the tables, runs the statements that fill them, and puts their indexes and keys back. Emptied in the same
 * transaction as they are filled, they need no write-ahead log at `wal_level=minimal`.
 */
export async function llenar(
  client: pg.Client,
  tablas: readonly string[],
  sentencias: readonly string[],
): Promise<void> {
  const startedMs = performance.now();
  const guardados: Guardado[] = [];
  for (const tabla of tablas) guardados.push(...(await indicesDe(client, tabla)));
  await client.query('begin');
  await client.query(`truncate ${tablas.map((tabla) => `lectura.${tabla}`).join(', ')}`);
  for (const { quitar } of guardados) await client.query(quitar);
  for (const sentencia of sentencias) await client.query(sentencia);
  for (const { poner } of guardados) await client.query(poner);
  await client.query('commit');
  await client.query(`analyze ${tablas.map((tabla) => `lectura.${tabla}`).join(', ')}`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stderr.write(`  ${seconds.padStart(6)} s  ${tablas.join(', ')}\n`);
}

/** Keys and indexes of a table, with what takes each away and puts it back; those of a parent stand for its partitions. */
async function indicesDe(client: pg.Client, tabla: string): Promise<Guardado[]> {
  const { rows } = await client.query<Guardado>(
    `select case when k.oid is null then format('drop index %s', i.indexrelid::regclass)
                 else format('alter table %s drop constraint %I', i.indrelid::regclass, k.conname) end as quitar,
            case when k.oid is null then replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
                 else format('alter table %s add constraint %I %s', i.indrelid::regclass, k.conname,
                             pg_get_constraintdef(k.oid)) end as poner
     from pg_index i
     join pg_class c on c.oid = i.indexrelid and not c.relispartition
     left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u') and k.conrelid = i.indrelid
     where i.indrelid = $1::regclass`,
    [`lectura.${tabla}`],
  );
  return rows;
}
