-- How often an operator has had caches forget everything where no Redis carries the word: the projector that leads looks here.

create table operacion.cache (
  unica   boolean primary key default true check (unica),
  olvidos bigint not null default 0
);
insert into operacion.cache default values;
