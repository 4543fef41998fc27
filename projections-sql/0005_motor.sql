-- What the projection engine keeps: who projects, which events are parked, and how far each rebuild has come.

-- The highest fencing token that has written: a projector with a lower one has lost its lease and writes nothing.
alter table operacion.puntos_de_control add column ficha bigint not null default 0;

-- Leases: of the projector, and of each rebuild under way. The token goes up by one each time a lease changes hands.
create table operacion.arrendamientos (
  nombre  text primary key,
  titular text not null,
  ficha   bigint not null,
  vence   timestamptz not null
);

-- Events that a group could not apply. `aparcado`: the group went on without it, and without what came after it in the same
-- stream. `detenido`: the group, one of money, stands still before it. The other two are how it ended.
create table operacion.eventos_aparcados (
  grupo        text not null,
  posicion     bigint not null,
  stream       text not null,
  revision     integer not null,
  evento_id    uuid not null,
  tipo         text not null,
  -- `ilegible`: no schema reads it. `falla`: applying it fails. `detras`: it follows a parked one in its stream.
  causa        text not null check (causa in ('ilegible', 'falla', 'detras')),
  error        text not null,
  estado       text not null check (estado in ('aparcado', 'detenido', 'aplicado', 'saltado')),
  intentos     integer not null default 1,
  aparcado_en  timestamptz not null default now(),
  resuelto_en  timestamptz,
  resuelto_por text,
  motivo       text,
  primary key (grupo, posicion)
);
create index eventos_aparcados_pendientes on operacion.eventos_aparcados (grupo, stream, posicion)
  where estado in ('aparcado', 'detenido');

-- The last rebuild of each group. Its shadow tables stand in the schema `sombra_<group>`, what it replaced in `anterior_<group>`.
create table operacion.reconstrucciones (
  grupo          text primary key,
  version        integer not null,
  estado         text not null check (estado in ('en_curso', 'detenida', 'fallida', 'rechazada', 'probada', 'hecha', 'devuelta')),
  titular        text not null,
  -- Fencing token: goes up whenever somebody takes the rebuild up. Its lease is in `arrendamientos`.
  ficha          bigint not null,
  pide_parar     boolean not null default false,
  -- Up to where the shadow tables are the fold of the log.
  posicion       bigint,
  eventos        bigint not null default 0,
  iniciada_en    timestamptz not null default now(),
  actualizada_en timestamptz not null default now(),
  error          text,
  -- What was compared and found, by table.
  informe        jsonb,
  -- Checkpoint and version of the tables that were replaced, while they are kept.
  anterior       jsonb
);
