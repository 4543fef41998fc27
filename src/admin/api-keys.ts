/**
 * API keys: `besitos_` and 256 random bits in base64url. Only the SHA-256 of a key is stored, which for a secret of that
 * length needs neither salt nor stretching; the key itself is shown once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { newUuid } from '../platform/ids.ts';
import { type Pool, type PoolClient, transaction } from '../platform/postgres/pool.ts';

export const ROLES = ['admin', 'editor', 'auditor', 'operador', 'soporte'] as const;
export type Role = (typeof ROLES)[number];

export interface ApiKey {
  id: string;
  nombre: string;
  rol: Role;
}

const KEY_BYTES = 32;
/** How long a key may still be answered for after another process revoked it. */
const CACHED_MS = 30_000;
const CACHED_KEYS_MAX = 1_000;

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Makes a key and returns it; it cannot be had again. */
export async function createKey(
  pool: Pool | PoolClient,
  { nombre, rol }: Pick<ApiKey, 'nombre' | 'rol'>,
): Promise<string> {
  const key = `besitos_${randomBytes(KEY_BYTES).toString('base64url')}`;
  await pool.query(`insert into operacion.claves_de_api (id, nombre, rol, resumen) values ($1, $2, $3, $4)`, [
    newUuid(),
    nombre,
    rol,
    digestOf(key),
  ]);
  return key;
}

/**
 * The first `admin` key, made where there has never been a key; null otherwise. Of programs that start together one gets
 * it. Where every key has been revoked none is made: a door that was shut stays shut.
 */
export async function ensureFirstKey(pool: Pool): Promise<string | null> {
  return transaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('besitos first key'))`);
    const { rows } = await client.query('select exists (select 1 from operacion.claves_de_api) as some');
    if ((rows[0] as { some: boolean }).some) return null;
    return createKey(client, { nombre: 'primera', rol: 'admin' });
  });
}

/** The key that a caller presents; null when it is unknown or revoked. The work is the same for whatever is presented. */
export async function findKey(pool: Pool, presented: string): Promise<ApiKey | null> {
  const { rows } = await pool.query({
    name: 'api-key',
    text: `select id, nombre, rol from operacion.claves_de_api where resumen = $1 and revocada_en is null`,
    values: [digestOf(presented)],
  });
  return (rows[0] as ApiKey | undefined) ?? null;
}

/** Revokes a key by its id; false when there is no such key in force. */
export async function revokeKey(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update operacion.claves_de_api set revocada_en = now() where id = $1 and revocada_en is null`,
    [id],
  );
  return rowCount === 1;
}

export type FindKey = (presented: string) => Promise<ApiKey | null>;

/** `findKey`, remembering each answer for 30 s: a revoked key works for at most that long. */
export function createKeyFinder(pool: Pool, now: () => number): FindKey {
  const answers = new LRUCache<string, { key: ApiKey | null; untilMs: number }>({ max: CACHED_KEYS_MAX });
  return async (presented) => {
    const digest = digestOf(presented).toString('base64url');
    const known = answers.get(digest);
    if (known && now() < known.untilMs) return known.key;
    const key = await findKey(pool, presented);
    answers.set(digest, { key, untilMs: now() + CACHED_MS });
    return key;
  };
}
