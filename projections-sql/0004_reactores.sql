-- What the reactors keep: how far they have read the log, what falls due when, and whom they have written to. Operational
-- state: losing it costs time, not besitos, since what is pending is derived from the log again.

create table operacion.reactores (
  nombre         text primary key,
  posicion       bigint,
  actualizado_en timestamptz not null default now()
);

-- Work that waits for an instant of the program's clock: gifts that go back, purchases that are given up, lots that lapse.
create table operacion.vencimientos (
  clave text primary key,
  tarea text not null,
  datos jsonb not null,
  vence timestamptz not null
);
create index vencimientos_por_instante on operacion.vencimientos (vence);

-- Notices to users, by the event that caused them: each is sent at most once. One that is still `enviando` when its
-- worker is gone may or may not have arrived; it is not sent again.
create table operacion.avisos (
  evento_id  uuid primary key,
  usuario_id uuid not null,
  estado     text not null check (estado in ('enviando', 'enviado', 'fallido')),
  en         timestamptz not null default now()
);

-- Who has had a broadcast. `enviando` without a living worker is the doubtful one: reported, never sent again.
create table operacion.difusion_envios (
  difusion   uuid not null,
  usuario_id uuid not null,
  estado     text not null check (estado in ('enviando', 'enviado', 'fallido', 'dudoso')),
  en         timestamptz not null default now(),
  primary key (difusion, usuario_id)
);
create index difusion_envios_por_estado on operacion.difusion_envios (difusion, estado);
