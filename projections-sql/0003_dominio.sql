-- The read models of the whole domain: processes, access, referrals, reviews, leaderboards, profiles, requirements. The
-- groups whose tables change here are rebuilt by the program, since the version of each is raised with it.

-- Users: what has become of the account, and how it behaves. Of an erased user `personal` is empty.
alter table lectura.usuarios
  add column estado text not null default 'activo'
    check (estado in ('activo', 'suspendido', 'eliminando', 'eliminado')),
  add column arquetipo text;

-- A receipt is asked for by the event too.
create unique index movimientos_por_evento on lectura.movimientos (evento_id);

-- Purchases: the process or payment that made each, and whether it was undone.
alter table lectura.compras
  add column compra         uuid,
  add column pago           text,
  add column reembolsada_en timestamptz;
create unique index compras_por_evento on lectura.compras (evento_id);

-- The catalogue: what nobody meets any more stays, for those who are in it.
alter table lectura.catalogo add column retirado boolean not null default false;
create table lectura.ediciones (
  historia     text not null,
  edicion      integer not null,
  -- Version of each fragment, by its id.
  fragmentos   jsonb not null,
  alcance      text not null,
  publicada_en timestamptz not null,
  primary key (historia, edicion)
);
create table lectura.publicaciones (
  id       text primary key,
  chat     bigint not null,
  mensaje  bigint not null,
  -- Besitos for the first reaction; null for what the rules say.
  besitos  bigint,
  hasta    timestamptz not null,
  hecha_en timestamptz not null
);

create table lectura.publicaciones_reaccionadas (
  usuario_id     uuid not null,
  publicacion    text not null,
  emoji          text not null,
  reaccionado_en timestamptz not null,
  primary key (usuario_id, publicacion)
);
-- What may be entered whatever it requires, and what opened it first.
create table lectura.desbloqueos (
  usuario_id       uuid not null,
  contenido        text not null,
  referencia_tipo  text not null,
  referencia_id    text not null,
  desbloqueado_en  timestamptz not null,
  primary key (usuario_id, contenido)
);

-- Processes ----------------------------------------------------------------------------------------------------------

-- Stock of limited items: disponibles + reservadas + vendidas = repuestas.
create table lectura.existencias (
  item           text primary key,
  disponibles    bigint not null,
  reservadas     bigint not null,
  vendidas       bigint not null,
  repuestas      bigint not null,
  -- Ids of the reservations that stand: one that is released without having been made frees nothing.
  abiertas       jsonb not null,
  actualizado_en timestamptz not null
);
create table lectura.reservas (
  item       text not null,
  reserva    uuid not null,
  -- Null where the reservation was released before it was made.
  usuario_id uuid,
  hasta      timestamptz,
  estado     text not null check (estado in ('reservada', 'vendida', 'liberada', 'devuelta')),
  en         timestamptz not null,
  primary key (item, reserva)
);

create table lectura.codigos (
  codigo      text primary key,
  usos        integer not null,
  quedan      integer not null,
  confirmados integer not null,
  -- Ids of the redemptions whose use is reserved and neither confirmed nor free again.
  abiertos    jsonb not null,
  recompensa  jsonb not null,
  desde       timestamptz,
  hasta       timestamptz,
  creado_en   timestamptz not null
);
create table lectura.canjes (
  canje       uuid primary key,
  usuario_id  uuid not null,
  codigo      text not null,
  estado      text not null check (estado in ('iniciado', 'hecho', 'cancelado')),
  motivo      text,
  otorgado    bigint,
  iniciado_en timestamptz not null,
  cerrado_en  timestamptz
);
create index canjes_de_usuario on lectura.canjes (usuario_id, iniciado_en desc);

-- Gifts between users; `para` is null while a link waits to be opened.
create table lectura.regalos (
  regalo     uuid primary key,
  de         uuid not null,
  para       uuid,
  cantidad   bigint not null,
  enlace     boolean not null,
  -- `recibido` by the receiver, then `entregado` once the sender's stream knows; `rehusado`, then `devuelto`.
  estado     text not null check (estado in ('enviado', 'reclamado', 'recibido', 'entregado', 'rehusado', 'devuelto')),
  motivo     text,
  enviado_en timestamptz not null,
  caduca     timestamptz not null,
  cerrado_en timestamptz
);
create index regalos_de on lectura.regalos (de, enviado_en desc);
create index regalos_para on lectura.regalos (para, enviado_en desc);

create table lectura.pedidos (
  pedido         uuid primary key,
  usuario_id     uuid not null,
  objeto         jsonb not null,
  estrellas      integer not null,
  estado         text not null check (estado in ('creado', 'aceptado', 'pagado', 'cerrado')),
  motivo         text,
  creado_en      timestamptz not null,
  caduca         timestamptz not null,
  aceptado_hasta timestamptz,
  cerrado_en     timestamptz
);
create index pedidos_abiertos on lectura.pedidos (caduca) where estado in ('creado', 'aceptado');

-- Payments in Stars. `entregado_en` is set once what was paid for was given, and stays.
create table lectura.pagos (
  pago          text primary key,
  -- Null where Telegram named a payer who is not known here.
  usuario_id    uuid,
  pedido        uuid,
  objeto        jsonb,
  estrellas     integer not null,
  suscripcion   text not null,
  suscripcion_hasta timestamptz,
  origen        text not null,
  estado        text not null check (estado in ('recibido', 'entregado', 'por_reembolsar', 'reembolsado', 'cerrado')),
  motivo        text,
  recibido_en   timestamptz not null,
  entregado_en  timestamptz,
  reembolsado_en timestamptz,
  cerrado_en    timestamptz
);
create index pagos_por_fecha on lectura.pagos (recibido_en);
create index pagos_de_usuario on lectura.pagos (usuario_id, recibido_en desc);

-- Everything that is under way, for whoever takes it up again: gone from here once it has ended.
create table lectura.procesos_pendientes (
  tipo       text not null,
  id         text not null,
  usuario_id uuid,
  -- The item or code it is about.
  detalle    text,
  -- When it is due by itself; null for what is due at once.
  vence      timestamptz,
  desde      timestamptz not null,
  primary key (tipo, id)
);
create index procesos_pendientes_por_vencer on lectura.procesos_pendientes (vence);

-- Accounts -----------------------------------------------------------------------------------------------------------

create table lectura.vip (
  usuario_id uuid primary key,
  desde      timestamptz not null,
  hasta      timestamptz not null,
  renovacion text not null check (renovacion in ('activa', 'cancelando', 'cancelada', 'ninguna')),
  -- The last payment that extended it; null where an admin gave it.
  pago       text,
  pagos      integer not null,
  concesiones integer not null,
  terminado  text
);
create index vip_por_vencer on lectura.vip (hasta);

create table lectura.referidos (
  usuario_id    uuid primary key,
  por           uuid not null,
  estado        text not null check (estado in ('registrado', 'calificado', 'premiado')),
  bienvenida    bigint not null,
  premio        bigint not null,
  registrado_en timestamptz not null,
  calificado_en timestamptz,
  premiado_en   timestamptz
);
create index referidos_por on lectura.referidos (por, estado);

-- Fraud reviews: open ones first, the frozen before the rest.
create table lectura.revisiones (
  revision    uuid primary key,
  usuario_id  uuid not null,
  severidad   text not null check (severidad in ('media', 'alta')),
  senales     jsonb not null,
  motivo      text not null,
  -- Not resolved. One that a graver one has followed is over too: the newest of a user counts.
  abierta     boolean not null,
  resultado   text,
  nota        text,
  abierta_en  timestamptz not null,
  resuelta_en timestamptz,
  resuelta_por text,
  posicion    bigint not null
);
create index revisiones_abiertas on lectura.revisiones (severidad, abierta_en) where abierta;
create index revisiones_de_usuario on lectura.revisiones (usuario_id, abierta_en desc);

create table lectura.ofertas (
  usuario_id uuid not null,
  item       text not null,
  oferta     uuid not null,
  precio     bigint not null,
  hasta      timestamptz not null,
  hecha_en   timestamptz not null,
  -- When the item was bought: an offer is for one.
  usada_en   timestamptz,
  primary key (usuario_id, item)
);

create table lectura.arquetipos (
  usuario_id uuid primary key,
  arquetipo  text not null,
  puntaje    integer not null,
  desde      timestamptz not null
);

-- Days in a row on which the daily gift was taken.
create table lectura.rachas (
  usuario_id uuid primary key,
  dia        date not null,
  racha      integer not null,
  mejor      integer not null
);

-- What admins do ------------------------------------------------------------------------------------------------------

create table lectura.ajustes (
  ajuste        uuid primary key,
  usuario_id    uuid not null,
  importe       bigint not null,
  nota          text not null,
  estado        text not null check (estado in ('solicitado', 'aprobado', 'rechazado', 'aplicado', 'fallido')),
  por           text not null,
  -- Who approved or refused it.
  resuelto_por  text,
  motivo        text,
  solicitado_en timestamptz not null,
  resuelto_en   timestamptz,
  asentado_en   timestamptz
);
create index ajustes_por_estado on lectura.ajustes (estado, solicitado_en);

create table lectura.difusiones (
  difusion     uuid primary key,
  mensaje      jsonb not null,
  segmento     text not null,
  estado       text not null check (estado in ('enviando', 'detenida', 'terminada')),
  enviados     integer,
  fallidos     integer,
  dudosos      integer,
  creada_en    timestamptz not null,
  terminada_en timestamptz
);
create table lectura.funciones (
  funcion    text primary key,
  porcentaje integer not null,
  cambiada_en timestamptz not null,
  cambiada_por text not null
);
create table lectura.conciliaciones (
  dia           date primary key,
  veces         integer not null,
  transacciones integer not null,
  hasta         bigint not null,
  diferencias   jsonb not null,
  hecha_en      timestamptz not null
);

-- Profiles -----------------------------------------------------------------------------------------------------------

-- Leaderboards: of each ISO week (`2026-W11`) and of all time (`siempre`). Ties go to who got there first.
create table lectura.clasificacion (
  periodo      text not null,
  usuario_id   uuid not null,
  besitos      bigint not null,
  experiencias integer not null,
  referidos    integer not null,
  -- Log position of the last change.
  posicion     bigint not null,
  primary key (periodo, usuario_id)
);
create index clasificacion_por_besitos on lectura.clasificacion (periodo, besitos desc, posicion) include (usuario_id);
create index clasificacion_por_experiencias
  on lectura.clasificacion (periodo, experiencias desc, posicion) include (usuario_id);
create index clasificacion_por_referidos on lectura.clasificacion (periodo, referidos desc, posicion) include (usuario_id);

-- What the score of conversion to VIP is made of; `base` is the score before its age is taken off.
create table lectura.puntaje_conversion (
  usuario_id   uuid primary key,
  base         integer not null check (base between 0 and 100),
  dias_activos integer not null,
  ultimo_dia   date not null,
  lecturas     integer not null,
  decisiones   integer not null,
  reacciones   integer not null,
  experiencias integer not null,
  gastado      bigint not null,
  compras      integer not null,
  referidos    integer not null,
  pagos        integer not null
);
create index puntaje_conversion_por_base on lectura.puntaje_conversion (base desc, ultimo_dia desc);

-- Requirements -------------------------------------------------------------------------------------------------------

-- Of each user, what requirements ask about, as of the last event that changed any of it.
create table lectura.requisitos_estado (
  usuario_id uuid primary key,
  estado     jsonb not null
);
-- What each piece of content requires now.
create table lectura.requisitos_contenido (
  tipo       text not null,
  id         text not null,
  version    integer not null,
  vip        boolean not null,
  requisitos jsonb,
  primary key (tipo, id)
);
-- The thresholds of the levels, where an admin has set them; `cambios` counts how often.
create table lectura.requisitos_reglas (
  nombre  text primary key,
  valor   jsonb not null,
  cambios integer not null
);
-- The answer for one user and one piece of content, as long as it holds.
create table lectura.requisitos_cumplidos (
  usuario_id   uuid not null,
  tipo         text not null,
  id           text not null,
  version      integer not null,
  -- How often the levels had been changed when it was worked out.
  reglas       integer not null,
  cumplido     boolean not null,
  faltan       jsonb not null,
  -- When time alone may change it: an access, a date, or promotional besitos that lapse; null for never.
  valido_hasta timestamptz,
  primary key (usuario_id, tipo, id)
);
