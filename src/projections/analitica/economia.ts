/** What circulates, and what came into circulation, left it and changed hands on each day. */

import { carteraDe } from '../../events/cuentas.ts';
import { EVENTOS_DE_DINERO } from '../../events/usuario/eventos-dinero.ts';
import { diaDe } from '../../platform/periodos.ts';
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineContador, defineTabla } from '../filas.ts';

const TIPOS = EVENTOS_DE_DINERO.map(({ type }) => type);

type Masa = { id: string; suministro: number; retenido: number; transito: number };
type Dia = {
  dia: string;
  emitidos: number;
  quemados: number;
  caducados: number;
  transferidos: number;
  gastados: number;
  suministro: number;
  retenido: number;
  transito: number;
};

const economia = defineContador<Dia>({
  tabla: 'analitica_economia',
  clave: ['dia'],
  columnas: {
    dia: 'date',
    emitidos: 'int8',
    quemados: 'int8',
    caducados: 'int8',
    transferidos: 'int8',
    gastados: 'int8',
    suministro: 'int8',
    retenido: 'int8',
    transito: 'int8',
  },
  acumula: {
    emitidos: 'suma',
    quemados: 'suma',
    caducados: 'suma',
    transferidos: 'suma',
    gastados: 'suma',
    suministro: 'ultimo',
    retenido: 'ultimo',
    transito: 'ultimo',
  },
  tipos: [],
  sumandos: () => [],
});

/** One row for all: its steps are in log order, so that each day ends with what circulated after its last movement. */
const masa = defineTabla<Masa>({
  tabla: 'analitica_masa',
  clave: ['id'],
  columnas: { id: 'text', suministro: 'int8', retenido: 'int8', transito: 'int8' },
  tipos: TIPOS,
  pasos(hecho) {
    const movido = movidoPor(hecho);
    return [
      {
        clave: { id: 'total' },
        cambia(antes, emitir) {
          const fila = {
            id: 'total',
            suministro: (antes?.suministro ?? 0) + movido.emitidos - movido.quemados,
            retenido: (antes?.retenido ?? 0) + movido.retenido,
            transito: (antes?.transito ?? 0) + movido.transito,
          };
          const { suministro, retenido, transito } = fila;
          const dia = diaDe(hecho.metadatos.occurredAt);
          emitir(economia, { dia, ...movido, suministro, retenido, transito });
          return fila;
        },
      },
    ];
  },
});

/** What a movement brings into circulation (users' accounts and what is between them), takes out of it, and moves within. */
function movidoPor({ evento: { type, data } }: Hecho): Omit<Dia, 'dia' | 'suministro'> {
  const movido = {
    emitidos: 0,
    quemados: 0,
    caducados: 0,
    transferidos: type === 'BesitosOtorgados' && data.razon === 'regalo_recibido' ? data.cantidad : 0,
    gastados: compradoPor({ type, data } as Hecho['evento']),
    retenido: 0,
    transito: 0,
  };
  if (!('apuntes' in data)) return movido;
  for (const { cuenta, importe } of data.apuntes) {
    if (cuenta === 'sistema:transito') movido.transito += importe;
    else if (cuenta.endsWith(':retenido')) movido.retenido += importe;
    else if (cuenta.startsWith('sistema:')) {
      if (importe < 0) movido.emitidos -= importe;
      else movido.quemados += importe;
      if (cuenta === 'sistema:caducado' && importe > 0) movido.caducados += importe;
    }
  }
  return movido;
}

/** Besitos that bought something: items and decisions. */
function compradoPor(evento: Hecho['evento']): number {
  if (evento.type === 'RetencionCobrada') return evento.data.cantidad;
  if (evento.type !== 'BesitosGastados') return 0;
  const { razon, cantidad } = evento.data;
  return razon === 'compra' || razon === 'decision' ? cantidad : 0;
}

const razones = defineContador<{
  dia: string;
  sentido: 'otorgado' | 'gastado';
  razon: string;
  cantidad: number;
  movimientos: number;
}>({
  tabla: 'analitica_razones',
  clave: ['dia', 'sentido', 'razon'],
  columnas: { dia: 'date', sentido: 'text', razon: 'text', cantidad: 'int8', movimientos: 'int4' },
  acumula: { cantidad: 'suma', movimientos: 'suma' },
  tipos: ['BesitosOtorgados', 'BesitosGastados', 'RetencionCobrada', 'MovimientoRevertido'],
  sumandos(hecho) {
    const { evento, metadatos } = hecho;
    if (!('apuntes' in evento.data)) return [];
    const { razon, cantidad, apuntes } = evento.data;
    const cartera = carteraDe(usuarioDe(hecho));
    const isGrant = apuntes.some(({ cuenta, importe }) => cuenta === cartera && importe > 0);
    const sentido = isGrant ? ('otorgado' as const) : ('gastado' as const);
    return [{ dia: diaDe(metadatos.occurredAt), sentido, razon, cantidad, movimientos: 1 }];
  },
});

export const ECONOMIA = [masa, economia, razones];
