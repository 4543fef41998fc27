-- The key store, which may live in a database of its own. Kept apart from the numbered migrations for that reason.
create schema if not exists claves;

create table if not exists claves.claves (
  usuario_id uuid primary key,
  -- The user's 256-bit key under the master key: nonce, tag, ciphertext.
  clave      bytea not null,
  creada_en  timestamptz not null default now()
);

create table if not exists claves.mapa (
  -- HMAC-SHA-256 of the Telegram id under the master key: the id itself is nowhere.
  indice     bytea primary key,
  usuario_id uuid not null unique references claves.claves on delete cascade
);
