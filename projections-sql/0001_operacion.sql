-- What cannot be rebuilt from the log: API keys and the projectors' checkpoints. It lives in schemas of
-- its own, so that a backup of it is small and the read models can be dropped whole.

create schema if not exists operacion;

create table operacion.claves_de_api (
  id          text primary key,
  nombre      text not null,
  rol         text not null check (rol in ('admin', 'editor', 'auditor', 'operador', 'soporte')),
  -- SHA-256 of the key; the key itself is shown once and kept nowhere.
  resumen     bytea not null unique,
  creada_en   timestamptz not null default now(),
  revocada_en timestamptz
);

-- One row for each group of projections: the log position up to which its rows are the fold of the log.
create table operacion.puntos_de_control (
  grupo          text primary key,
  posicion       bigint,
  version        integer not null,
  actualizado_en timestamptz not null default now()
);
