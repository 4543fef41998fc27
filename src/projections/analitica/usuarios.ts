/**
 * `analitica_usuarios`: of each user what must be remembered so that counters count everybody once, whatever the period.
 * An hour, day or week counts when it is later than any before: events of one user come in the order of time.
 */
import { carteraDe } from '../../events/cuentas.ts';
import { EVENTOS_DE_DINERO } from '../../events/usuario/eventos-dinero.ts';
import { diaDe, horaDe, inicioDe, lunesDe, mesDe, semanasEntre } from '../../platform/periodos.ts';
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineTabla, type Emitir } from '../filas.ts';
import { esActividad, TIPOS_DE_ACTIVIDAD } from './actividad.ts';
import { activos, cohortes, conversion, type PasoAVip, porDia, porHora, type Unidad } from './contadores.ts';
import { cuboDe, cubos } from './cubos.ts';

const PRIMERAS = {
  decidieron: 'primera_decision_en',
  compraron: 'primera_compra_en',
  vip: 'primer_vip_en',
  vip_pagado: 'primer_pago_vip_en',
} as const;
type Primera = (typeof PRIMERAS)[keyof typeof PRIMERAS];

type Fila = {
  usuario_id: string;
  cohorte: string | null;
  activo_en: string | null;
  horas: Readonly<Record<string, string>>;
  saldo: number;
} & Record<Primera, string | null>;

const NADIE: Omit<Fila, 'usuario_id'> = {
  cohorte: null,
  activo_en: null,
  horas: {},
  saldo: 0,
  primera_decision_en: null,
  primera_compra_en: null,
  primer_vip_en: null,
  primer_pago_vip_en: null,
};

export const usuarios = defineTabla<Fila>({
  tabla: 'analitica_usuarios',
  clave: ['usuario_id'],
  columnas: {
    usuario_id: 'uuid',
    cohorte: 'date',
    activo_en: 'instante',
    horas: 'jsonb',
    saldo: 'int8',
    primera_decision_en: 'instante',
    primera_compra_en: 'instante',
    primer_vip_en: 'instante',
    primer_pago_vip_en: 'instante',
  },
  tipos: [...TIPOS_DE_ACTIVIDAD, ...EVENTOS_DE_DINERO.map(({ type }) => type)],
  pasos(hecho) {
    const usuario_id = usuarioDe(hecho);
    return [
      {
        clave: { usuario_id },
        cambia(antes, emitir) {
          const fila: Fila = antes ? { ...antes } : { usuario_id, ...NADIE };
          if (hecho.evento.type === 'UsuarioRegistrado') registrar(fila, hecho, emitir);
          if (esActividad(hecho)) {
            contar(fila, hecho, emitir);
            convertir(fila, hecho, emitir);
          }
          mover(fila, hecho, emitir);
          if (hecho.evento.type !== 'UsuarioEliminado') return fila;
          cambiarSaldo(fila, 0, emitir);
          return null;
        },
      },
    ];
  },
});

function registrar(fila: Fila, { metadatos: { occurredAt } }: Hecho, emitir: Emitir): void {
  fila.cohorte = lunesDe(occurredAt);
  for (const [unidad, desde] of periodosDe(occurredAt))
    emitir(activos, { unidad, desde, usuarios: 0, nuevos: 1 });
  avanzar(fila, 'registrados', diaDe(occurredAt), emitir);
}

/** An event of a type; and, where the user did it, a sign of life. */
function contar(fila: Fila, { evento, metadatos }: Hecho, emitir: Emitir): void {
  const { occurredAt, actor } = metadatos;
  const hora = horaDe(occurredAt);
  const dia = diaDe(occurredAt);
  const before = fila.horas[evento.type] ?? '';
  const isNewHour = hora > before;
  const unDia = dia > diaDe(before) ? 1 : 0;
  if (isNewHour) fila.horas = { ...fila.horas, [evento.type]: hora };
  emitir(porHora, { hora: inicioDe(hora), tipo: evento.type, eventos: 1, usuarios: isNewHour ? 1 : 0 });
  emitir(porDia, { dia, tipo: evento.type, eventos: 1, usuarios: unDia });
  // What the system, admins and other users do to a user is no sign of life.
  const isOwn = actor.tipo === 'usuario' && actor.id === fila.usuario_id;
  if (isOwn || evento.type === 'UsuarioRegistrado') vivir(fila, occurredAt, emitir);
}

function vivir(fila: Fila, occurredAt: string, emitir: Emitir): void {
  const en = inicioDe(horaDe(occurredAt));
  const before = fila.activo_en;
  if (before !== null && en <= before) return;
  fila.activo_en = en;
  const seen = new Map(before === null ? [] : periodosDe(before));
  for (const [unidad, desde] of periodosDe(occurredAt))
    if (desde !== seen.get(unidad)) emitir(activos, { unidad, desde, usuarios: 1, nuevos: 0 });
  const lunes = lunesDe(occurredAt);
  if (fila.cohorte !== null && (before === null || lunes !== lunesDe(before)))
    emitir(cohortes, { cohorte: fila.cohorte, semana: semanasEntre(fila.cohorte, lunes), usuarios: 1 });
}

function* periodosDe(instante: string): Generator<[Unidad, string]> {
  yield ['hora', inicioDe(horaDe(instante))];
  yield ['dia', inicioDe(diaDe(instante))];
  yield ['semana', inicioDe(lunesDe(instante))];
  yield ['mes', inicioDe(mesDe(instante))];
}

/** The first decision, purchase, access and paid access of each user. */
function convertir(fila: Fila, { evento, metadatos: { occurredAt } }: Hecho, emitir: Emitir): void {
  const primera = (paso: keyof typeof PRIMERAS) => {
    if (fila[PRIMERAS[paso]] !== null) return;
    fila[PRIMERAS[paso]] = occurredAt;
    avanzar(fila, paso, diaDe(occurredAt), emitir);
  };
  if (evento.type === 'DecisionTomada') primera('decidieron');
  if (evento.type === 'ItemComprado') primera('compraron');
  if (evento.type !== 'VipActivado' && evento.type !== 'VipRenovado') return;
  primera('vip');
  if (evento.data.origen.tipo === 'pago') primera('vip_pagado');
}

function avanzar({ cohorte }: Fila, paso: PasoAVip, dia: string, emitir: Emitir): void {
  const uno = { registrados: 0, decidieron: 0, compraron: 0, vip: 0, vip_pagado: 0, [paso]: 1 };
  emitir(conversion, { por: 'dia', desde: dia, ...uno });
  if (cohorte !== null) emitir(conversion, { por: 'cohorte', desde: cohorte, ...uno });
}

function mover(fila: Fila, { evento: { data } }: Hecho, emitir: Emitir): void {
  if (!('apuntes' in data)) return;
  const cartera = carteraDe(fila.usuario_id);
  const importe = data.apuntes.find(({ cuenta }) => cuenta === cartera)?.importe ?? 0;
  if (importe !== 0) cambiarSaldo(fila, fila.saldo + importe, emitir);
}

/** A wallet leaves the bucket it was in; an empty one is in none. */
function cambiarSaldo(fila: Fila, saldo: number, emitir: Emitir): void {
  const before = fila.saldo;
  fila.saldo = saldo;
  if (before > 0) emitir(cubos, { cubo: cuboDe(before), carteras: -1, suma: -before });
  if (saldo > 0) emitir(cubos, { cubo: cuboDe(saldo), carteras: 1, suma: saldo });
}
