-- Read models: every row is a fold of the log and can be dropped and rebuilt. Times are the events' own.

create schema if not exists lectura;

-- Balance of each account of the ledger. The sum over the table is always 0.
create table lectura.saldos (
  cuenta      text primary key,
  saldo       bigint not null,
  movimientos bigint not null,
  posicion    bigint not null
);

-- The journal: one row for each movement, at the log position of its event.
create table lectura.movimientos (
  posicion        bigint primary key,
  evento_id       uuid not null,
  usuario_id      uuid not null,
  revision        integer not null,
  -- Effect on the user's wallet: positive when granted, negative when spent.
  importe         bigint not null,
  razon           text not null,
  referencia_tipo text not null,
  referencia_id   text not null,
  comando_id      uuid not null,
  correlacion_id  text not null,
  actor_tipo      text not null,
  actor_id        text not null,
  ocurrido_en     timestamptz not null
);
-- A user's statement, newest first.
create index movimientos_de_usuario on lectura.movimientos (usuario_id, posicion desc);

-- The postings of each movement; those of one movement sum to 0.
create table lectura.apuntes (
  posicion bigint not null,
  orden    smallint not null,
  cuenta   text not null,
  importe  bigint not null,
  primary key (posicion, orden)
);
-- An account's postings, newest first.
create index apuntes_de_cuenta on lectura.apuntes (cuenta, posicion desc);

create table lectura.usuarios (
  usuario_id          uuid primary key,
  idioma              text not null,
  -- Sealed with the user's own key; unreadable once that key is destroyed.
  personal            text not null,
  vip_hasta           timestamptz,
  registrado_en       timestamptz not null,
  ultima_actividad_en timestamptz not null,
  -- Position of the registration: the stable order of the admin's pages.
  posicion            bigint not null unique
);

-- Where each user stands in each story, with counters kept up as events come.
create table lectura.progreso_narrativo (
  usuario_id     uuid not null,
  historia       text not null,
  fragmento      text not null,
  visitados      integer not null,
  decisiones     integer not null,
  finales        integer not null,
  iniciado_en    timestamptz not null,
  actualizado_en timestamptz not null,
  primary key (usuario_id, historia)
);
create table lectura.fragmentos_visitados (
  usuario_id  uuid not null,
  fragmento   text not null,
  historia    text not null,
  es_final    boolean not null,
  visitado_en timestamptz not null,
  primary key (usuario_id, fragmento)
);
create table lectura.decisiones_tomadas (
  usuario_id uuid not null,
  fragmento  text not null,
  decision   text not null,
  veces      integer not null,
  tomada_en  timestamptz not null,
  primary key (usuario_id, fragmento, decision)
);
create table lectura.reacciones (
  usuario_id      uuid not null,
  fragmento       text not null,
  emoji           text not null,
  reaccionado_en  timestamptz not null,
  primary key (usuario_id, fragmento)
);

-- Progress in experiences: the counter is incremented, never counted anew. Spread over partitions by user.
create table lectura.progreso_experiencias (
  usuario_id              uuid not null,
  experiencia             text not null,
  version                 integer not null,
  componentes_completados integer not null,
  componentes_total       integer not null,
  iniciada_en             timestamptz not null,
  actualizada_en          timestamptz not null,
  terminada_en            timestamptz,
  primary key (usuario_id, experiencia)
) partition by hash (usuario_id);
create table lectura.progreso_experiencias_0 partition of lectura.progreso_experiencias for values with (modulus 4, remainder 0);
create table lectura.progreso_experiencias_1 partition of lectura.progreso_experiencias for values with (modulus 4, remainder 1);
create table lectura.progreso_experiencias_2 partition of lectura.progreso_experiencias for values with (modulus 4, remainder 2);
create table lectura.progreso_experiencias_3 partition of lectura.progreso_experiencias for values with (modulus 4, remainder 3);

create table lectura.componentes_completados (
  usuario_id    uuid not null,
  experiencia   text not null,
  componente    text not null,
  completado_en timestamptz not null,
  primary key (usuario_id, experiencia, componente)
);

create table lectura.compras (
  posicion    bigint primary key,
  evento_id   uuid not null,
  usuario_id  uuid not null,
  item        text not null,
  version     integer not null,
  tipo        text not null,
  precio      bigint not null,
  moneda      text not null,
  comprada_en timestamptz not null
);
create index compras_de_usuario on lectura.compras (usuario_id, posicion desc);

create table lectura.inventario (
  usuario_id  uuid not null,
  item        text not null,
  tipo        text not null,
  cantidad    integer not null,
  primero_en  timestamptz not null,
  ultimo_en   timestamptz not null,
  primary key (usuario_id, item)
);

-- What is published now: one row for each fragment, experience and item.
create table lectura.catalogo (
  tipo         text not null,
  id           text not null,
  version      integer not null,
  -- Story of a fragment; null for the rest.
  historia     text,
  contenido    jsonb not null,
  -- Position of the first publication: the order editors put things in.
  orden        bigint not null,
  publicado_en timestamptz not null,
  primary key (tipo, id)
);
