-- Analytics. Events, of the log and of tracking, by month; and counters that go up as events come, so that no question
-- costs more for a longer history. What each figure means: docs/explanation/analitica.md.

-- One table for whoever asks, two for whoever writes: a rebuild replaces the rows of the log and no others.
create table lectura.analytics_events (
  evento_id   uuid not null,
  -- Log position; null for what was tracked.
  posicion    bigint,
  tipo        text not null,
  usuario_id  uuid,
  ocurrido_en timestamptz not null,
  propiedades jsonb not null,
  origen      text not null
) partition by list (origen);
-- What one user did, newest first; and everything of one type.
create index analytics_events_de_usuario on lectura.analytics_events (usuario_id, ocurrido_en desc);
create index analytics_events_por_tipo on lectura.analytics_events (tipo, ocurrido_en desc);

-- The checks say what the parent's list says, so that a table that takes the place of another needs no scan.
create table lectura.analytics_registro (
  evento_id   uuid not null,
  posicion    bigint,
  tipo        text not null,
  usuario_id  uuid,
  ocurrido_en timestamptz not null,
  propiedades jsonb not null,
  origen      text not null default 'registro' check (origen = 'registro'),
  primary key (posicion, ocurrido_en)
) partition by range (ocurrido_en);
alter table lectura.analytics_events attach partition lectura.analytics_registro for values in ('registro');

create table lectura.analytics_seguimiento (
  evento_id   uuid not null,
  posicion    bigint,
  tipo        text not null,
  usuario_id  uuid,
  ocurrido_en timestamptz not null,
  propiedades jsonb not null,
  origen      text not null default 'seguimiento' check (origen = 'seguimiento'),
  -- A flush whose outcome nobody knows is made again.
  primary key (evento_id, ocurrido_en)
) partition by range (ocurrido_en);
alter table lectura.analytics_events attach partition lectura.analytics_seguimiento for values in ('seguimiento');

-- The first month that is kept of a table partitioned by month; older rows are neither written nor missed.
create table operacion.retenciones (
  tabla text primary key,
  desde date not null
);

-- Of each user, what the counters below have to remember to count everybody once.
create table lectura.analitica_usuarios (
  usuario_id         uuid primary key,
  -- Monday of the week of registration; null where none was seen.
  cohorte            date,
  -- Hour of the last thing the user did; null before the first.
  activo_en          timestamptz,
  -- Of each type of event, the last hour in which the user had one: `2026-03-14T15`.
  horas              jsonb not null,
  saldo              bigint not null,
  primera_decision_en timestamptz,
  primera_compra_en  timestamptz,
  primer_vip_en      timestamptz,
  primer_pago_vip_en timestamptz
);

-- Users who did something, and those who came, in each hour, day, week and month, by its first instant.
create table lectura.analitica_activos (
  unidad   text not null check (unidad in ('hora', 'dia', 'semana', 'mes')),
  desde    timestamptz not null,
  usuarios integer not null,
  nuevos   integer not null,
  primary key (unidad, desde)
);
-- Events of each type, and the users who had one.
create table lectura.analitica_por_hora (
  hora     timestamptz not null,
  tipo     text not null,
  eventos  integer not null,
  usuarios integer not null,
  primary key (hora, tipo)
);
create table lectura.analitica_por_dia (
  dia      date not null,
  tipo     text not null,
  eventos  integer not null,
  usuarios integer not null,
  primary key (dia, tipo)
);
-- Of those who registered in a week, how many did something so many weeks later.
create table lectura.analitica_cohortes (
  cohorte  date not null,
  semana   integer not null,
  usuarios integer not null,
  primary key (cohorte, semana)
);
-- Steps from free to VIP: `cohorte`, of those who registered in the week of a Monday; `dia`, those taken on a day.
create table lectura.analitica_conversion (
  por         text not null check (por in ('cohorte', 'dia')),
  desde       date not null,
  registrados integer not null,
  decidieron  integer not null,
  compraron   integer not null,
  vip         integer not null,
  vip_pagado  integer not null,
  primary key (por, desde)
);
-- Wallets that hold something, by size: exact below 128, then 64 steps to each doubling.
create table lectura.analitica_cubos (
  cubo     integer primary key,
  carteras integer not null,
  suma     bigint not null
);
-- What circulates now, in one row: what of it is held for purchases, and what is on its way between users.
create table lectura.analitica_masa (
  id         text primary key check (id = 'total'),
  suministro bigint not null,
  retenido   bigint not null,
  transito   bigint not null
);
create table lectura.analitica_economia (
  dia          date primary key,
  emitidos     bigint not null,
  quemados     bigint not null,
  caducados    bigint not null,
  transferidos bigint not null,
  gastados     bigint not null,
  -- After the last movement of the day.
  suministro   bigint not null,
  retenido     bigint not null,
  transito     bigint not null
);
create table lectura.analitica_razones (
  dia         date not null,
  sentido     text not null check (sentido in ('otorgado', 'gastado')),
  razon       text not null,
  cantidad    bigint not null,
  movimientos integer not null,
  primary key (dia, sentido, razon)
);
create table lectura.embudo_experiencias (
  experiencia text not null,
  -- Empty for the experience as a whole.
  componente  text not null,
  iniciadas   integer not null,
  completadas integer not null,
  primary key (experiencia, componente)
);

-- The story's funnel is kept where it is known who has been where.
alter table lectura.fragmentos_visitados add column decidio boolean not null default false;
create table lectura.embudo_historia (
  historia   text not null,
  fragmento  text not null,
  llegadas   integer not null,
  personas   integer not null,
  -- Of those persons, who have taken a decision there.
  decidieron integer not null,
  primary key (historia, fragmento)
);
create table lectura.embudo_decisiones (
  historia  text not null,
  fragmento text not null,
  decision  text not null,
  veces     integer not null,
  personas  integer not null,
  primary key (historia, fragmento, decision)
);

-- Progress in stories is spread over partitions by user too. Its rows move, so that nobody waits for the rebuild.
alter table lectura.progreso_narrativo rename to progreso_narrativo_antes;
alter index if exists lectura.progreso_narrativo_pkey rename to progreso_narrativo_antes_pkey;
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
) partition by hash (usuario_id);
create table lectura.progreso_narrativo_0 partition of lectura.progreso_narrativo for values with (modulus 4, remainder 0);
create table lectura.progreso_narrativo_1 partition of lectura.progreso_narrativo for values with (modulus 4, remainder 1);
create table lectura.progreso_narrativo_2 partition of lectura.progreso_narrativo for values with (modulus 4, remainder 2);
create table lectura.progreso_narrativo_3 partition of lectura.progreso_narrativo for values with (modulus 4, remainder 3);
insert into lectura.progreso_narrativo select * from lectura.progreso_narrativo_antes;
drop table lectura.progreso_narrativo_antes;
