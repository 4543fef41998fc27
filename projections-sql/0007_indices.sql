-- Indexes for questions that are asked often. Of those that the specification names, these are served without one of their
-- own, and a second index would only slow the writers down:
--   users by Telegram id          the key store's map, which is unique
--   progress by user and status   `progreso_narrativo` and `progreso_experiencias` begin with the user: a handful of rows
--   components of an experience   its row of `catalogo` holds them, in order
--   purchases by user and date    `compras_de_usuario`: log order is the order of dates
--   fragments of an experience    the experience's row of `catalogo` names them
--   analytics by user, by type    0006_analitica.sql

-- Users of an archetype, in the order of the admin's pages; their score is in `puntaje_conversion`, by user.
create index usuarios_por_arquetipo on lectura.usuarios (arquetipo, posicion) where arquetipo is not null;

-- What the shop sells now, by type, in the editors' order.
create index catalogo_en_venta on lectura.catalogo ((contenido ->> 'tipo'), orden)
  where tipo = 'item' and not retirado;

-- What only VIPs may enter.
create index requisitos_contenido_vip on lectura.requisitos_contenido (tipo, id) where vip;
