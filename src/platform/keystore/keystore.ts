/**
 * The key store: each user's own key, wrapped by the master key, and the map from a Telegram id to the random id that
 * the log knows the person by. Destroying a row here is what makes a person's data unreadable for ever.
 */
import { LRUCache } from 'lru-cache';
import type { Pool } from '../postgres/pool.ts';
import { transaction } from '../postgres/pool.ts';
import { blindIndex, newKey, seal, UnsealError, unseal, unwrapKey, wrapKey } from './sealing.ts';

const REMEMBERED_MS = 5 * 60_000;

export interface Person {
  usuarioId: string;
  key: Buffer;
}

/** What was sealed with a user's key. */
export interface Sellado {
  usuarioId: string;
  sealed: string;
}

export interface KeyStore {
  /** The user behind a Telegram id, if that person is known. */
  find(telegramId: number): Promise<Person | null>;
  /** As `find`, and makes the user id and key where there are none; racing calls agree on one. */
  findOrCreate(telegramId: number, newUsuarioId: () => string): Promise<Person>;
  /** The user's key; null when it never was or was destroyed. */
  keyOf(usuarioId: string): Promise<Buffer | null>;
  /** Opens what was sealed with the user's key; null when the key is gone. @throws UnsealError */
  open(usuarioId: string, sealed: string): Promise<unknown>;
  /** As `open` for each, in one look-up; an error stands where one does not open. */
  openAll(sealed: readonly Sellado[]): Promise<(unknown | UnsealError)[]>;
  /** Destroys the user's key and every way from the person to the user; what was sealed can never be read again. */
  destroy(usuarioId: string): Promise<void>;
}

export const sealWith = (person: Person, value: unknown): string => seal(person.key, value);

export function createKeyStore(pool: Pool, master: Buffer): KeyStore {
  // Kept for minutes only: a key that another process destroyed must not live on here.
  const people = new LRUCache<number, Person>({ max: 50_000, ttl: REMEMBERED_MS });
  const keys = new LRUCache<string, Buffer>({ max: 50_000, ttl: REMEMBERED_MS });

  async function find(telegramId: number): Promise<Person | null> {
    const known = people.get(telegramId);
    if (known) return known;
    const { rows } = await pool.query(
      `select c.usuario_id, c.clave from claves.mapa m join claves.claves c using (usuario_id) where m.indice = $1`,
      [blindIndex(master, 'telegram', String(telegramId))],
    );
    const row = rows[0] as { usuario_id: string; clave: Buffer } | undefined;
    if (!row) return null;
    const person = { usuarioId: row.usuario_id, key: unwrapKey(master, row.clave) };
    people.set(telegramId, person);
    keys.set(person.usuarioId, person.key);
    return person;
  }

  async function findOrCreate(telegramId: number, newUsuarioId: () => string): Promise<Person> {
    const known = await find(telegramId);
    if (known) return known;
    const index = blindIndex(master, 'telegram', String(telegramId));
    await transaction(pool, async (client) => {
      const usuarioId = newUsuarioId();
      await client.query(`insert into claves.claves (usuario_id, clave) values ($1, $2)`, [
        usuarioId,
        wrapKey(master, newKey()),
      ]);
      const { rowCount } = await client.query(
        `insert into claves.mapa (indice, usuario_id) values ($1, $2) on conflict (indice) do nothing`,
        [index, usuarioId],
      );
      // Another request made this person first: its key counts, ours was never used.
      if (rowCount === 0) await client.query(`delete from claves.claves where usuario_id = $1`, [usuarioId]);
    });
    const made = await find(telegramId);
    if (!made) throw new Error('the key store does not hold what was just stored in it');
    return made;
  }

  async function keyOf(usuarioId: string): Promise<Buffer | null> {
    const known = keys.get(usuarioId);
    if (known) return known;
    const { rows } = await pool.query(`select clave from claves.claves where usuario_id = $1`, [usuarioId]);
    const row = rows[0] as { clave: Buffer } | undefined;
    if (!row) return null;
    const key = unwrapKey(master, row.clave);
    keys.set(usuarioId, key);
    return key;
  }

  async function open(usuarioId: string, sealed: string): Promise<unknown> {
    const key = await keyOf(usuarioId);
    return key === null ? null : unseal(key, sealed);
  }

  async function openAll(all: readonly Sellado[]): Promise<(unknown | UnsealError)[]> {
    const found = new Map<string, Buffer>();
    const asked = new Set<string>();
    for (const { usuarioId } of all) {
      const known = keys.get(usuarioId);
      if (known) found.set(usuarioId, known);
      else asked.add(usuarioId);
    }
    const { rows } =
      asked.size === 0
        ? { rows: [] }
        : await pool.query(
            `select usuario_id as "usuarioId", clave from claves.claves where usuario_id = any($1::uuid[])`,
            [[...asked]],
          );
    const wrapped = new Map(
      (rows as { usuarioId: string; clave: Buffer }[]).map(({ usuarioId, clave }) => [usuarioId, clave]),
    );
    return all.map(({ usuarioId, sealed }) => {
      try {
        const clave = wrapped.get(usuarioId);
        const key = found.get(usuarioId) ?? (clave && unwrapKey(master, clave));
        if (!key) return null;
        keys.set(usuarioId, key);
        return unseal(key, sealed);
      } catch (error) {
        if (error instanceof UnsealError) return error;
        throw error;
      }
    });
  }

  async function destroy(usuarioId: string): Promise<void> {
    await transaction(pool, async (client) => {
      await client.query(`delete from claves.mapa where usuario_id = $1`, [usuarioId]);
      await client.query(`delete from claves.claves where usuario_id = $1`, [usuarioId]);
    });
    keys.delete(usuarioId);
    for (const [telegramId, person] of people.entries())
      if (person.usuarioId === usuarioId) people.delete(telegramId);
  }

  return { find, findOrCreate, keyOf, open, openAll, destroy };
}
