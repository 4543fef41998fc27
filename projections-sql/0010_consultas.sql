-- What the plans at a million users asked for; each with its figures in docs/queries.md.

-- The own place on a board was a count of everybody ahead, over half the index for the median user. How many hold so much is
-- counted as it changes: by amount below 128, in 64 steps to each doubling above, each named by its lowest amount. What is left
-- to count are those of the same step. The version of the group is raised with it, so that it is filled by a rebuild; while it is
-- empty everybody ahead is counted as before.
create table lectura.clasificacion_tramos (
  periodo  text not null,
  desde    bigint not null,
  usuarios integer not null,
  primary key (periodo, desde)
);

-- The score of conversion fades with the days, so that no index held its order. The day on which it will be down to 1 does not
-- change, and is in the same order: the last day, and a half-life for each doubling. The query says the same, word by word.
drop index if exists lectura.puntaje_conversion_por_base;
create index puntaje_conversion_por_dia_de_uno on lectura.puntaje_conversion
  ((ultimo_dia - date '2000-01-01' + 14 * ln(greatest(base, 0.5)::float8) / ln(2::float8)) desc, usuario_id);

-- Broadcasts to VIPs went through everybody in the order of ids to find one in twenty.
create index usuarios_con_vip on lectura.usuarios (usuario_id) include (vip_hasta, estado) where vip_hasta is not null;

-- Whose referral is due was found by summing up the decisions of all who were ever brought and do not count yet. They are counted
-- as they are taken, up to the one that makes the referral count. The version of the group is raised with it.
alter table lectura.referidos add column decisiones integer not null default 0;
create index referidos_por_calificar on lectura.referidos (decisiones) where estado = 'registrado';

-- The sum of what referrals brought stands beside their number: profile and account read no table for it.
drop index if exists lectura.referidos_por;
create index referidos_por on lectura.referidos (por, estado) include (premio);
