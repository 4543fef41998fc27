/**
 * Read models at scale, made by set-based SQL in the shape that play gives them: a few people do much and most do little, the
 * journal is in log order, stories are begun by most and finished by few. Everything follows from `setseed` and the number of
 * a row, so that two runs are alike.
 */
import pg from 'pg';
import { bundledContent } from '../../src/cli/content/bundled.ts';
import { piezasDe } from '../../src/commands/contenido/revision/content.ts';
import { asegurarMes, mesSiguiente } from '../../src/platform/postgres/meses.ts';
import { llenar } from './carga.ts';

export interface Escala {
  users: number;
  rows: number;
}

/** The instant at which everything is asked; the year before it is full. */
export const AHORA = '2026-03-14T12:00:00.000Z';
const PRIMER_MES = '2025-04';
const MESES = 12;

/** Id of the user of that number, in SQL: 1 does most, the last one least. */
const id = (n: string) => `md5('usuario' || ${n})::uuid`;
const hace = (dias: string) => `timestamptz '${AHORA}' - (${dias}) * interval '1 day'`;

/** Makes what is missing: a folder that was filled before is left as it is. @returns whether it had to be filled */
export async function llenarEscala(url: string, escala: Escala): Promise<boolean> {
  const client = await open(url);
  const { rows } = await client.query(`select to_regclass('public.escala') is not null as hecha`);
  if ((rows[0] as { hecha: boolean }).hecha) {
    await client.end();
    return false;
  }
  const other = await open(url);
  await catalogo(client);
  await Promise.all([actividad(other, escala), leidas(client, escala)]);
  // Once nothing else is under way: what is seen by all needs no look at the table where the index holds everything.
  await client.query('vacuum (analyze)');
  await client.query(`
    insert into operacion.puntos_de_control (grupo, posicion, version)
    select 'grupo-' || n, ${escala.users} * 60, 1 from generate_series(1, 12) n`);
  await client.query(`create table public.escala as select ${escala.users} as users, ${escala.rows} as rows`);
  await client.query('checkpoint');
  await client.end();
  await other.end();
  return true;
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    set synchronous_commit = off; set maintenance_work_mem = '2GB'; set work_mem = '512MB';
    set max_parallel_maintenance_workers = 0; set statement_timeout = 0; select setseed(0.5)`);
  return client;
}

/** What is published: the content that comes with the program. */
async function catalogo(client: pg.Client): Promise<void> {
  const piezas = piezasDe(bundledContent()).map(({ tipo, contenido }, orden) => ({
    tipo,
    id: contenido.id,
    historia: 'historia' in contenido ? contenido.historia : null,
    contenido,
    orden,
    vip: 'vip' in contenido && contenido.vip === true,
    requisitos: 'requisitos' in contenido ? contenido.requisitos : null,
  }));
  const filas = `jsonb_to_recordset($1::jsonb) as p (tipo text, id text, historia text, contenido jsonb, orden int,
    vip boolean, requisitos jsonb)`;
  const json = [JSON.stringify(piezas)];
  await client.query(
    `insert into lectura.catalogo (tipo, id, version, historia, contenido, orden, publicado_en)
     select tipo, id, 1, historia, contenido, orden, ${hace('400')} from ${filas}`,
    json,
  );
  await client.query(
    `insert into lectura.requisitos_contenido select tipo, id, 1, vip, requisitos from ${filas}`,
    json,
  );
  await client.query(
    `insert into lectura.existencias select id, 40, 3, 157, 200, '{}', ${hace('1')} from ${filas}
     where contenido->>'tipo' = 'limitado'`,
    json,
  );
  // Numbered, so that rows at scale can name them.
  await client.query(`
    create table public.piezas as
    select tipo, id, historia, row_number() over (partition by tipo order by orden) - 1 as n,
           count(*) over (partition by tipo) as cuantas from lectura.catalogo;
    analyze public.piezas; analyze lectura.catalogo; analyze lectura.requisitos_contenido; analyze lectura.existencias`);
}

const TIPOS = [
  'FragmentoAbierto',
  'DecisionTomada',
  'FragmentoAbierto',
  'ContenidoReaccionado',
  'ComponenteCompletado',
  'FragmentoAbierto',
  'RegaloDiarioReclamado',
  'ItemComprado',
];

/** `analytics_events` of the log, month by month, in log order. */
async function actividad(client: pg.Client, { users, rows }: Escala): Promise<void> {
  const porMes = Math.ceil(rows / MESES);
  const sentencias: string[] = [];
  for (let mes = 0; mes < MESES; mes++) {
    const nombre = mesSiguiente(PRIMER_MES, mes);
    await asegurarMes(client as never, 'lectura', 'analytics_registro', nombre);
    const primera = mes * porMes + 1;
    const ultima = Math.min(rows, (mes + 1) * porMes);
    sentencias.push(`
      insert into lectura.analytics_registro (evento_id, posicion, tipo, usuario_id, ocurrido_en, propiedades)
      select md5(n::text)::uuid, n, (array['${TIPOS.join("','")}'])[1 + n % ${TIPOS.length}],
             ${id(`(1 + floor(${users} * power(random(), 2)))::int`)},
             timestamptz '${nombre}-01 00:00:00Z' + (n - ${primera}) * interval '28 days' / ${porMes},
             '{"historia": "la-trasnochada", "fragmento": "12-valcarcel"}'
      from generate_series(${primera}::bigint, ${ultima}) n`);
  }
  // The two indexes on the parent of both tables are built after it is full too.
  const { rows: guardados } = await client.query<{ nombre: string; poner: string }>(
    `select i.indexrelid::regclass::text as nombre, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as poner
     from pg_index i where i.indrelid = 'lectura.analytics_events'::regclass`,
  );
  for (const { nombre } of guardados) await client.query(`drop index ${nombre}`);
  await llenar(client, ['analytics_registro'], sentencias);
  const startedMs = performance.now();
  for (const { poner } of guardados) await client.query(poner);
  await client.query('analyze lectura.analytics_events');
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stderr.write(`  ${seconds.padStart(6)} s  indexes of analytics_events\n`);
}

/** Everything that is shown to users and admins. */
async function leidas(client: pg.Client, { users }: Escala): Promise<void> {
  const gente = (alias = 'g') => `generate_series(1, ${users}) ${alias} (n)`;
  const alta = hace(`365.0 * (${users} - n) / ${users}`);
  const movimientos = users * 6;
  const cartera = (de: string) => `'usuario:' || ${de} || ':cartera'`;

  await llenar(
    client,
    ['usuarios'],
    [
      `insert into lectura.usuarios (usuario_id, idioma, personal, vip_hasta, registrado_en, ultima_actividad_en, posicion,
                                   estado, arquetipo)
     select ${id('n')}, case when n % 5 = 0 then 'en' else 'es' end, repeat(md5(n::text), 4),
            case when n % 20 = 0 then ${hace('(n % 60) - 30')} end, ${alta}, ${hace(`(n % 97) * 0.7`)}, n * 7,
            case when n % 500 = 0 then 'suspendido' when n % 300 = 0 then 'eliminado' else 'activo' end,
            case when n % 10 < 4 then (array['explorador', 'romantico', 'completista', 'coleccionista'])[1 + n % 4] end
     from ${gente()}`,
    ],
  );
  await llenar(
    client,
    ['movimientos'],
    [
      `insert into lectura.movimientos
     select p * 10, md5('m' || p)::uuid, ${id('n')}, p, case when p % 4 = 0 then -(1 + p % 30) else 5 + p % 36 end,
            (array['reaccion', 'decision', 'regalo_diario', 'compra'])[1 + p % 4], 'fragmento', 'la-trasnochada/12',
            md5('c' || p)::uuid, 'c-' || p, 'usuario', 'telegram', ${hace(`365.0 * (${movimientos} - p) / ${movimientos}`)}
     from (select p, (1 + floor(${users} * power(random(), 2)))::int as n from generate_series(1, ${movimientos}) p) m`,
    ],
  );
  await llenar(
    client,
    ['apuntes'],
    [
      `insert into lectura.apuntes
     select m.posicion, a.orden, case a.orden when 0 then ${cartera('m.usuario_id')}
                                      else case when m.importe > 0 then 'sistema:emision' else 'sistema:ventas' end end,
            case a.orden when 0 then m.importe else -m.importe end
     from lectura.movimientos m cross join (values (0), (1)) a (orden)`,
    ],
  );
  await llenar(
    client,
    ['saldos'],
    [
      `insert into lectura.saldos
     select cuenta, sum(importe), count(*), max(posicion) from lectura.apuntes group by cuenta`,
    ],
  );

  await llenar(
    client,
    ['progreso_narrativo'],
    [
      `insert into lectura.progreso_narrativo
     select ${id('m.n')}, f.historia, f.id, v, v - 1, 0, ${hace(`365.0 * (${users} - m.n) / ${users}`)}, ${hace('m.n % 90')}
     from (select n, 1 + (n * 7919::bigint % 997 * (n * 7919::bigint % 997) / 66000)::int as v from ${gente()}) m
     join public.piezas f on f.tipo = 'fragmento' and f.n = v - 1`,
    ],
  );
  await llenar(
    client,
    ['fragmentos_visitados'],
    [
      `insert into lectura.fragmentos_visitados
     select p.usuario_id, f.id, p.historia, false, p.iniciado_en + f.n * interval '2 hours', f.n < p.decisiones
     from lectura.progreso_narrativo p join public.piezas f on f.tipo = 'fragmento' and f.n < p.visitados`,
    ],
  );
  await llenar(
    client,
    ['decisiones_tomadas'],
    [
      `insert into lectura.decisiones_tomadas
     select p.usuario_id, f.id, 'seguir', 1, p.iniciado_en + f.n * interval '2 hours'
     from lectura.progreso_narrativo p join public.piezas f on f.tipo = 'fragmento' and f.n < p.decisiones`,
    ],
  );
  await llenar(
    client,
    ['progreso_experiencias'],
    [
      `insert into lectura.progreso_experiencias
     select ${id('g.n')}, e.id, 1, 3, 5, ${hace('100 + g.n % 90')}, ${hace('g.n % 80')}, case when g.n % 3 = 0 then ${hace('g.n % 80')} end
     from ${gente('g')} join public.piezas e on e.tipo = 'experiencia' and (g.n + e.n) % 5 = 0`,
    ],
  );
  await llenar(
    client,
    ['componentes_completados'],
    [
      `insert into lectura.componentes_completados
     select p.usuario_id, p.experiencia, c.parte->>'id', p.iniciada_en
     from lectura.progreso_experiencias p join lectura.catalogo k on k.tipo = 'experiencia' and k.id = p.experiencia
     cross join lateral jsonb_array_elements(k.contenido->'componentes') with ordinality c (parte, orden)
     where c.orden <= p.componentes_completados`,
    ],
  );
  await llenar(
    client,
    ['inventario'],
    [
      `insert into lectura.inventario
     select ${id('g.n')}, i.id, 'unico', 1, ${hace('g.n % 300')}, ${hace('g.n % 200')}
     from ${gente('g')} join public.piezas i on i.tipo = 'item' and (g.n + i.n) % 17 = 0`,
    ],
  );
  await llenar(
    client,
    ['compras'],
    [
      `insert into lectura.compras (posicion, evento_id, usuario_id, item, version, tipo, precio, moneda, comprada_en)
     select row_number() over (), md5('k' || i.usuario_id || i.item)::uuid, i.usuario_id, i.item, 1, i.tipo, 30, 'besitos',
            i.primero_en
     from lectura.inventario i`,
    ],
  );
  await llenar(
    client,
    ['clasificacion'],
    [
      `insert into lectura.clasificacion
     select 'siempre', m.usuario_id, m.besitos, (m.posicion % 11 / 6)::int, (m.posicion % 23 / 21)::int, m.posicion
     from (select usuario_id, sum(importe) filter (where importe > 0) as besitos, max(posicion) as posicion
           from lectura.movimientos group by usuario_id) m where m.besitos > 0`,
      `insert into lectura.clasificacion
     select s.semana, c.usuario_id, 1 + c.besitos / 9, c.experiencias, c.referidos, c.posicion
     from lectura.clasificacion c cross join (values ('2026-W09', 0), ('2026-W10', 2), ('2026-W11', 4)) s (semana, resto)
     where c.periodo = 'siempre' and c.posicion / 10 % 5 = s.resto`,
    ],
  );
  await llenar(
    client,
    ['clasificacion_tramos'],
    [
      `insert into lectura.clasificacion_tramos
     select periodo, besitos / ancho * ancho, count(*)
     from (select periodo, besitos, 1::bigint << greatest(0, length(ltrim(besitos::bit(64)::text, '0')) - 7) as ancho
           from lectura.clasificacion) c
     group by 1, 2`,
    ],
  );
  await llenar(
    client,
    ['puntaje_conversion'],
    [
      `insert into lectura.puntaje_conversion
     select ${id('n')}, (power(random(), 3) * 90)::int, 1 + n % 20, (${hace('power(random(), 2) * 360')})::date, p.visitados,
            p.decisiones, 2, 1, 30, 1, 0, 0
     from ${gente()} join lectura.progreso_narrativo p on p.usuario_id = ${id('n')}`,
    ],
  );
  await llenar(
    client,
    ['arquetipos', 'rachas', 'vip', 'referidos'],
    [
      `insert into lectura.arquetipos select usuario_id, arquetipo, 60, registrado_en from lectura.usuarios
     where arquetipo is not null`,
      `insert into lectura.rachas select ${id('n')}, date '2026-03-14' - n % 30, 1 + n % 9, 3 + n % 20 from ${gente()}
     where n % 2 = 0`,
      `insert into lectura.vip select usuario_id, registrado_en, vip_hasta, 'ninguna', null, 1, 0, null from lectura.usuarios
     where vip_hasta is not null`,
      // One in six was brought by somebody; of those, four in ten have not played enough to count.
      `insert into lectura.referidos
     select ${id('n')}, ${id('(1 + n / 90)')}, (array['registrado', 'premiado', 'registrado', 'premiado', 'calificado'])[1 + n % 5],
            20, case when n % 5 in (1, 3) then 40 else 0 end, ${alta}, null, null
     from ${gente()} where n % 6 = 0 and n > 90`,
      // Those who have played enough are rewarded within seconds, but for a few.
      `update lectura.referidos r
     set decisiones = p.decisiones,
         estado = case when p.decisiones >= 5 and r.usuario_id < 'ffe00000-0000-0000-0000-000000000000' then 'premiado'
                       else 'registrado' end
     from lectura.progreso_narrativo p where p.usuario_id = r.usuario_id and r.estado = 'registrado'`,
    ],
  );
  await llenar(
    client,
    ['ofertas', 'regalos', 'pagos', 'pedidos', 'revisiones', 'ajustes'],
    [
      `insert into lectura.ofertas
     select ${id('g.n')}, i.id, md5('o' || g.n || i.id)::uuid, 10, ${hace('g.n % 7 - 5')}, ${hace('g.n % 10')}, null
     from ${gente('g')} join public.piezas i on i.tipo = 'item' and i.n in (1, 2) where g.n % 30 = 0`,
      `insert into lectura.regalos
     select md5('r' || n)::uuid, ${id('n')}, case when n % 10 > 0 then ${id(`(1 + (n * 31::bigint) % ${users})`)} end, 5, n % 10 = 0,
            (array['entregado', 'entregado', 'devuelto', 'entregado', 'recibido'])[1 + n % 5], null, ${hace('(n % 3650) / 10.0')},
            ${hace('(n % 3650) / 10.0 - 7')}, null
     from ${gente()} where n % 4 = 0`,
      `insert into lectura.pagos (pago, usuario_id, objeto, estrellas, suscripcion, origen, estado, recibido_en)
     select 'cargo-' || n, ${id('n')}, '{"tipo": "vip", "dias": 30}', 250, 'no', 'telegram', 'entregado',
            ${hace('(n % 3650) / 10.0')} from ${gente()} where n % 15 = 0`,
      `insert into lectura.pedidos (pedido, usuario_id, objeto, estrellas, estado, creado_en, caduca)
     select md5('p' || n)::uuid, ${id('n')}, '{"tipo": "vip", "dias": 30}', 250,
            case when n % 30000 = 0 then 'creado' else 'cerrado' end, ${hace('(n % 3650) / 10.0')}, ${hace('(n % 3650) / 10.0')}
     from ${gente()} where n % 12 = 0`,
      `insert into lectura.revisiones
     select md5('f' || n)::uuid, ${id('n')}, case when n % 3 = 0 then 'alta' else 'media' end, '[]', 'velocidad', n % 2000 = 0,
            case when n % 2000 > 0 then 'inocente' end, null, ${hace('(n % 365)')}, case when n % 2000 > 0 then ${hace('(n % 365)')} end,
            null, n from ${gente()} where n % 200 = 0`,
      `insert into lectura.ajustes
     select md5('a' || n)::uuid, ${id('n')}, 2000, 'nota', case when n % 20000 = 0 then 'solicitado' else 'aplicado' end, 'clave', null,
            null, ${hace('(n % 365)')}, null, null from ${gente()} where n % 500 = 0`,
    ],
  );
  await llenar(
    client,
    ['procesos_pendientes'],
    [
      `insert into lectura.procesos_pendientes
     select (array['compra', 'regalo', 'pedido', 'pago'])[1 + n % 4], n::text, ${id('n')}, 'lupa',
            case when n % 3 > 0 then ${hace('(n % 14) - 7')} end, ${hace('n % 14')} from ${gente()} where n % 500 = 0`,
    ],
  );
  await llenar(
    client,
    ['requisitos_estado', 'requisitos_cumplidos'],
    [
      `insert into lectura.requisitos_estado
     select p.usuario_id, jsonb_build_object('saldo', 40, 'lotes', '[]'::jsonb, 'retenciones', '{}'::jsonb, 'ganado', 120,
       'arquetipo', null, 'vip', null, 'inventario', '{"lupa": 1}'::jsonb, 'desbloqueados', '{}'::jsonb, 'experiencias', '{}'::jsonb,
       'decisiones', '{"01-carta:seguir": true, "02-cabina:seguir": true, "03-cubierta:seguir": true}'::jsonb,
       'visitados', '{"01-carta": true, "02-cabina": true, "03-cubierta": true, "04-llave": true}'::jsonb)
     from lectura.progreso_narrativo p`,
      `insert into lectura.requisitos_cumplidos
     select p.usuario_id, 0, r.respuestas from lectura.progreso_narrativo p cross join (
       select jsonb_object_agg(tipo || '|' || id, jsonb_build_object('version', 1, 'faltan', '[]'::jsonb, 'hasta', null)) as respuestas
       from lectura.requisitos_contenido where vip or requisitos is not null) r`,
    ],
  );
  await contadores(client);
}

/** Counters of analytics: a year of hours, days and weeks. */
async function contadores(client: pg.Client): Promise<void> {
  const tipos = `(select 'Tipo' || t as tipo, t from generate_series(1, 45) t) k`;
  const dias = `generate_series(date '2025-03-15', date '2026-03-14', '1 day') d`;
  const lunes = `generate_series(date '2025-03-17', date '2026-03-09', '7 days')`;
  await llenar(
    client,
    [
      'analitica_activos',
      'analitica_por_hora',
      'analitica_por_dia',
      'analitica_cohortes',
      'analitica_conversion',
    ],
    [
      `insert into lectura.analitica_activos
       select u.unidad, d, 40000, 900 from (values ('hora', '1 hour'), ('dia', '1 day'), ('semana', '7 days'), ('mes', '1 month')) u (unidad, paso)
       cross join lateral generate_series(timestamptz '2025-03-17 00:00Z', '${AHORA}', u.paso::interval) d`,
      `insert into lectura.analitica_por_hora
       select h, k.tipo, 100 + k.t, 80 from generate_series(timestamptz '2025-03-15 00:00Z', '${AHORA}', '1 hour') h cross join ${tipos}`,
      `insert into lectura.analitica_por_dia select d, k.tipo, 2400 + k.t, 900 from ${dias} cross join ${tipos}`,
      `insert into lectura.analitica_cohortes
       select c, s, 20000 / (1 + s) from ${lunes} c cross join generate_series(0, 51) s where c + s * 7 * interval '1 day' <= '${AHORA}'`,
      `insert into lectura.analitica_conversion select 'cohorte', c, 20000, 12000, 4000, 900, 700 from ${lunes} c`,
      `insert into lectura.analitica_conversion select 'dia', d, 2800, 1700, 600, 130, 100 from ${dias}`,
    ],
  );
  await llenar(
    client,
    [
      'analitica_cubos',
      'analitica_masa',
      'analitica_economia',
      'analitica_razones',
      'embudo_experiencias',
      'embudo_historia',
      'embudo_decisiones',
    ],
    [
      `insert into lectura.analitica_cubos select c, 1 + 4000 / c, (1 + 4000 / c)::bigint * c from generate_series(1, 640) c`,
      `insert into lectura.analitica_masa values ('total', 80000000, 4000, 9000)`,
      `insert into lectura.analitica_economia select d, 300000, 200000, 900, 5000, 190000, 80000000, 4000, 9000 from ${dias}`,
      `insert into lectura.analitica_razones
       select d, s, 'razon' || r, 9000, 700 from ${dias} cross join (values ('otorgado'), ('gastado')) v (s) cross join generate_series(1, 12) r`,
      `insert into lectura.embudo_experiencias
       select c.id, parte, 200000, 90000 from lectura.catalogo c cross join lateral (
         select '' as parte union all select p->>'id' from jsonb_array_elements(c.contenido->'componentes') p) x where c.tipo = 'experiencia'`,
      `insert into lectura.embudo_historia select historia, id, 100000, 90000, 80000 from public.piezas where tipo = 'fragmento'`,
      `insert into lectura.embudo_decisiones
       select c.historia, c.id, d->>'id', 40000, 30000 from lectura.catalogo c cross join lateral
         jsonb_array_elements(coalesce(c.contenido->'decisiones', '[]')) d where c.tipo = 'fragmento'
       on conflict do nothing`,
    ],
  );
}
