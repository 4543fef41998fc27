/** Every query of src/queries, with the arguments that it is asked with here, and who waits for it. */
import { hash } from 'node:crypto';
import { sql } from 'slonik';
import { z } from 'zod';
import { REGLAS } from '../../src/events/reglas.ts';
import { ajustesPendientes } from '../../src/queries/ajustes.ts';
import { actividad } from '../../src/queries/analitica/actividad.ts';
import { cohortes } from '../../src/queries/analitica/cohortes.ts';
import { conversion } from '../../src/queries/analitica/conversion.ts';
import { economia } from '../../src/queries/analitica/economia.ts';
import { embudoDeExperiencia, embudoDeHistoria } from '../../src/queries/analitica/embudos.ts';
import { resumen } from '../../src/queries/analitica/resumen.ts';
import { catalogo } from '../../src/queries/catalogo.ts';
import { clasificacion } from '../../src/queries/clasificacion.ts';
import { cuentaDe } from '../../src/queries/cuenta.ts';
import type { Database } from '../../src/queries/database.ts';
import { usuariosParaDifusion } from '../../src/queries/difusion.ts';
import { experiencias } from '../../src/queries/experiencias.ts';
import { inventario } from '../../src/queries/inventario.ts';
import { libroDe, movimientos } from '../../src/queries/movimientos.ts';
import { ofertasDe } from '../../src/queries/ofertas.ts';
import { pagosDe, pagosPorConciliar, pedidosVencidos } from '../../src/queries/pagos.ts';
import { candidatosAVip, perfilDe } from '../../src/queries/perfil.ts';
import { procesosPendientes } from '../../src/queries/procesos.ts';
import { historias } from '../../src/queries/progreso.ts';
import { puntosDeControl } from '../../src/queries/puntos-de-control.ts';
import { inocenteEn, vecinosDe } from '../../src/queries/reactores.ts';
import { recibo } from '../../src/queries/recibo.ts';
import { referidosDe } from '../../src/queries/referidos.ts';
import { regalosDe } from '../../src/queries/regalos.ts';
import { leerRequisitos } from '../../src/queries/requisitos.ts';
import { revisionesAbiertas, revisionesDe } from '../../src/queries/revisiones.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { enVenta, existenciasDe, tienda } from '../../src/queries/tienda.ts';
import { usuario, usuarios } from '../../src/queries/usuarios.ts';
import { estadoVip } from '../../src/queries/vip.ts';
import { AHORA } from './escala.ts';

/** usuario: a player looks at it · admin: a person at the dashboard · fondo: reactors and jobs. */
export type Espera = 'usuario' | 'admin' | 'fondo';

export interface Lectura {
  nombre: string;
  /** Below src/queries. */
  archivo: string;
  espera: Espera;
  para: string;
  pedir(database: Database): Promise<unknown>;
}

export const idDeUsuario = (n: number): string => {
  const hex = hash('md5', `usuario${n}`, 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

export const SEMANA = '2026-W11';
const DIA = '2026-03-14';

/** @param deLaSemana id of the median user of the week's board */
export function lecturas(users: number, deLaSemana: string): Lectura[] {
  /** One of those who do much: three in a thousand do more. */
  const activo = idDeUsuario(Math.max(60, Math.round((users * 0.003) / 60) * 60));
  /** Who does most of all. */
  const primero = idDeUsuario(1);
  const medio = idDeUsuario(users / 2);
  const mitad = String(users * 30);
  const uno = (
    espera: Espera,
    archivo: string,
    nombre: string,
    para: string,
    pedir: Lectura['pedir'],
  ): Lectura => ({ espera, archivo, nombre, para, pedir });
  const ranking = (usuarioId: string, periodo: 'siempre' | 'semana') => (database: Database) =>
    clasificacion(database, { periodo, semana: SEMANA, usuarioId, limite: 10 });

  return [
    uno('usuario', 'saldo.ts', 'saldo', 'the balance', (d) => saldo(d, activo)),
    uno('usuario', 'movimientos.ts', 'movimientos', 'the statement, first page', (d) =>
      movimientos(d, activo, { limite: 10 }),
    ),
    uno('usuario', 'movimientos.ts', 'movimientos, deep', 'the busiest user, a page from the middle', (d) =>
      movimientos(d, primero, { limite: 10, antesDe: mitad }),
    ),
    uno('usuario', 'recibo.ts', 'recibo', 'the newest receipt', (d) => recibo(d, activo)),
    uno('usuario', 'perfil.ts', 'perfilDe', 'the profile', (d) => perfilDe(d, activo, AHORA)),
    uno(
      'usuario',
      'clasificacion.ts',
      'clasificacion, ahead',
      'all time, somebody ahead',
      ranking(activo, 'siempre'),
    ),
    uno(
      'usuario',
      'clasificacion.ts',
      'clasificacion, middle',
      'all time, the median user',
      ranking(medio, 'siempre'),
    ),
    uno(
      'usuario',
      'clasificacion.ts',
      'clasificacion, last',
      'all time, the last user',
      ranking(idDeUsuario(users), 'siempre'),
    ),
    uno(
      'usuario',
      'clasificacion.ts',
      'clasificacion, week',
      'the week, the median user',
      ranking(deLaSemana, 'semana'),
    ),
    uno('usuario', 'progreso.ts', 'historias', 'stories and where one stands', (d) => historias(d, activo)),
    uno('usuario', 'experiencias.ts', 'experiencias', 'experiences and progress', (d) =>
      experiencias(d, activo),
    ),
    uno('usuario', 'inventario.ts', 'inventario', 'what one owns', (d) => inventario(d, activo)),
    uno('usuario', 'tienda.ts', 'tienda', 'the shop as one sees it', (d) => tienda(d, activo, AHORA)),
    uno('usuario', 'tienda.ts', 'enVenta', 'the shop as all see it', (d) => enVenta(d)),
    uno('usuario', 'tienda.ts', 'existenciasDe', 'stock of an item', (d) =>
      existenciasDe(d, 'hogaza-cincuenta'),
    ),
    uno('usuario', 'requisitos.ts', 'leerRequisitos', 'whether one may enter', (d) =>
      leerRequisitos(d, activo, 'fragmento', 'valcarcel'),
    ),
    uno('usuario', 'ofertas.ts', 'ofertasDe', 'offers that hold', (d) => ofertasDe(d, activo, AHORA)),
    uno('usuario', 'regalos.ts', 'regalosDe', 'gifts sent and received', (d) => regalosDe(d, activo)),
    uno('usuario', 'referidos.ts', 'referidosDe', 'whom one brought', (d) => referidosDe(d, activo)),
    uno('usuario', 'vip.ts', 'estadoVip', 'VIP access', (d) => estadoVip(d, activo)),
    uno('admin', 'usuarios.ts', 'usuarios', 'users, first page', (d) => usuarios(d, { limite: 50 })),
    uno('admin', 'usuarios.ts', 'usuarios, deep', 'users, a page from the middle', (d) =>
      usuarios(d, { limite: 50, antesDe: String((users / 2) * 7) }),
    ),
    uno('admin', 'usuarios.ts', 'usuario', 'one user', (d) => usuario(d, activo)),
    uno('admin', 'cuenta.ts', 'cuentaDe', 'access, offers, reviews, gifts, referrals', (d) =>
      cuentaDe(d, activo, AHORA),
    ),
    uno('admin', 'movimientos.ts', 'libroDe', 'balance and statement of the busiest user', (d) =>
      libroDe(d, primero, { limite: 100 }),
    ),
    uno('admin', 'pagos.ts', 'pagosDe', 'payments of a user', (d) => pagosDe(d, activo)),
    uno('admin', 'catalogo.ts', 'catalogo', 'what is published', (d) =>
      catalogo(d, { tipo: 'fragmento', limite: 50 }),
    ),
    uno('admin', 'revisiones.ts', 'revisionesAbiertas', 'fraud reviews that wait', (d) =>
      revisionesAbiertas(d, { limite: 100 }),
    ),
    uno('admin', 'revisiones.ts', 'revisionesDe', 'reviews of a user', (d) => revisionesDe(d, activo)),
    uno('admin', 'ajustes.ts', 'ajustesPendientes', 'adjustments that wait', (d) =>
      ajustesPendientes(d, { limite: 100 }),
    ),
    uno('admin', 'perfil.ts', 'candidatosAVip', 'who is likeliest to become VIP', (d) =>
      candidatosAVip(d, { ahora: AHORA, limite: 100 }),
    ),
    uno('admin', 'procesos.ts', 'procesosPendientes', 'what is under way', (d) =>
      procesosPendientes(d, { decisionesDeReferido: REGLAS.referido.decisiones, limite: 100 }),
    ),
    uno('admin', 'puntos-de-control.ts', 'puntosDeControl', 'how far the projectors are', (d) =>
      puntosDeControl(d),
    ),
    uno('admin', 'analitica/resumen.ts', 'resumen', 'one day', (d) => resumen(d, DIA)),
    uno('admin', 'analitica/actividad.ts', 'actividad, days', 'activity, 366 days', (d) =>
      actividad(d, { unidad: 'dia', hasta: DIA, cuantos: 366, tipo: 'Tipo7' }),
    ),
    uno('admin', 'analitica/actividad.ts', 'actividad, hours', 'activity, 168 hours', (d) =>
      actividad(d, { unidad: 'hora', hasta: AHORA, cuantos: 168, tipo: 'Tipo7' }),
    ),
    uno('admin', 'analitica/cohortes.ts', 'cohortes', 'retention, 52 weeks', (d) =>
      cohortes(d, { hasta: DIA, cuantos: 52 }),
    ),
    uno('admin', 'analitica/conversion.ts', 'conversion', 'steps to VIP, 366 days', (d) =>
      conversion(d, { por: 'dia', hasta: DIA, cuantos: 366 }),
    ),
    uno('admin', 'analitica/economia.ts', 'economia', 'the economy, 366 days', (d) =>
      economia(d, { hasta: DIA, cuantos: 366 }),
    ),
    uno('admin', 'analitica/embudos.ts', 'embudoDeHistoria', 'funnel of a story', (d) =>
      embudoDeHistoria(d, 'la-trasnochada'),
    ),
    uno('admin', 'analitica/embudos.ts', 'embudoDeExperiencia', 'funnel of an experience', (d) =>
      embudoDeExperiencia(d, 'once-minutos'),
    ),
    uno('admin', 'pagos.ts', 'pagosPorConciliar', 'payments of a day', (d) =>
      pagosPorConciliar(d, '2026-02-10T00:00:00.000Z', '2026-02-11T00:00:00.000Z'),
    ),
    uno('fondo', 'pagos.ts', 'pedidosVencidos', 'orders to be closed', (d) => pedidosVencidos(d, AHORA)),
    uno('fondo', 'difusion.ts', 'usuariosParaDifusion', 'broadcast to all, a page of 1,000', (d) =>
      usuariosParaDifusion(d, { segmento: 'todos', despuesDe: medio, limite: 1_000, ahora: AHORA }),
    ),
    uno('fondo', 'difusion.ts', 'usuariosParaDifusion, vip', 'broadcast to VIPs, a page of 1,000', (d) =>
      usuariosParaDifusion(d, { segmento: 'vip', despuesDe: medio, limite: 1_000, ahora: AHORA }),
    ),
    uno('fondo', 'reactores.ts', 'inocenteEn', 'when a review ended without guilt', (d) =>
      inocenteEn(d, activo),
    ),
    uno('fondo', 'reactores.ts', 'vecinosDe', 'neighbours of an account under scrutiny', (d) =>
      vecinosDe(d, activo),
    ),
    // No screen asks for single rows of analytics; an analyst with SQL does.
    uno('admin', '(by hand)', 'analytics_events, user', 'the last 100 of the busiest user', (d) =>
      d.any(sql.type(z.unknown())`
        select e.tipo, e.ocurrido_en, e.propiedades from lectura.analytics_events e
        where e.usuario_id = ${primero} order by e.ocurrido_en desc limit 100`),
    ),
    uno('admin', '(by hand)', 'analytics_events, type', 'an hour of one type', (d) =>
      d.any(sql.type(z.unknown())`
        select count(*)::int as eventos, count(distinct usuario_id)::int as usuarios from lectura.analytics_events
        where tipo = 'ItemComprado' and ocurrido_en >= '2026-02-10T10:00:00Z' and ocurrido_en < '2026-02-10T11:00:00Z'`),
    ),
  ];
}
