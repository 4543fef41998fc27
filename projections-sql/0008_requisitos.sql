-- Of each user one row with all answers, instead of one for each piece of content: an event that changes what requirements ask
-- about touches one row, however much content there is. The version of the group is raised with it, so that it is rebuilt.
drop table lectura.requisitos_cumplidos;
create table lectura.requisitos_cumplidos (
  usuario_id uuid primary key,
  -- How often the levels had been changed when the answers were worked out.
  reglas     integer not null,
  -- By type and id of the content, `item|lupa`: its version, what is missing, and when time alone may change that.
  respuestas jsonb not null
);
