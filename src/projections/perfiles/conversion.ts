/**
 * `puntaje_conversion`: how likely a free user is to become VIP, 0 to 100, from counters that go up as events come. Its
 * age is taken off by the query, which knows what day it is. The formula: docs/explanation/clasificacion-y-perfiles.md.
 */
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';

type Contadores = {
  dias_activos: number;
  lecturas: number;
  decisiones: number;
  reacciones: number;
  experiencias: number;
  /** Besitos spent on items and decisions. */
  gastado: number;
  compras: number;
  referidos: number;
  /** Payments in Stars. */
  pagos: number;
};
type Puntaje = Contadores & { usuario_id: string; base: number; ultimo_dia: string };

/** Points that a counter can bring, and at what it brings half of them. */
const PESOS: readonly { puntos: number; mitad: number; cuanto: (contadores: Contadores) => number }[] = [
  { puntos: 25, mitad: 6, cuanto: ({ dias_activos }) => dias_activos },
  { puntos: 15, mitad: 40, cuanto: ({ lecturas, decisiones }) => lecturas + decisiones },
  { puntos: 10, mitad: 8, cuanto: ({ reacciones }) => reacciones },
  { puntos: 15, mitad: 2, cuanto: ({ experiencias }) => experiencias },
  { puntos: 15, mitad: 150, cuanto: ({ gastado }) => gastado },
  { puntos: 5, mitad: 3, cuanto: ({ compras }) => compras },
  { puntos: 5, mitad: 2, cuanto: ({ referidos }) => referidos },
  { puntos: 10, mitad: 1, cuanto: ({ pagos }) => pagos },
];

/** The score, before its age is taken off: each counter brings the less the more there is of it. */
export function baseDe(contadores: Contadores): number {
  return Math.round(
    PESOS.reduce((suma, { puntos, mitad, cuanto }) => {
      const cuantos = cuanto(contadores);
      return suma + (puntos * cuantos) / (cuantos + mitad);
    }, 0),
  );
}

const CERO: Contadores = {
  dias_activos: 0,
  lecturas: 0,
  decisiones: 0,
  reacciones: 0,
  experiencias: 0,
  gastado: 0,
  compras: 0,
  referidos: 0,
  pagos: 0,
};

export const conversion = defineTabla<Puntaje>({
  tabla: 'puntaje_conversion',
  clave: ['usuario_id'],
  columnas: {
    usuario_id: 'uuid',
    base: 'int4',
    dias_activos: 'int4',
    ultimo_dia: 'date',
    lecturas: 'int4',
    decisiones: 'int4',
    reacciones: 'int4',
    experiencias: 'int4',
    gastado: 'int8',
    compras: 'int4',
    referidos: 'int4',
    pagos: 'int4',
  },
  tipos: [
    'UsuarioRegistrado',
    'IdiomaCambiado',
    'FragmentoAbierto',
    'DecisionTomada',
    'ContenidoReaccionado',
    'PublicacionReaccionada',
    'ExperienciaIniciada',
    'ComponenteCompletado',
    'ExperienciaCompletada',
    'BesitosGastados',
    'RetencionCobrada',
    'RegaloDiarioReclamado',
    'RegaloEnviado',
    'ReferidoPremiado',
    'ItemComprado',
    'ItemUsado',
    'PedidoCreado',
    'PagoEntregado',
  ],
  pasos(hecho) {
    const usuario_id = usuarioDe(hecho);
    const dia = hecho.metadatos.occurredAt.slice(0, 10);
    const mas = sumaDe(hecho);
    // What the system and admins do to a user is no day of theirs.
    const isOwn = hecho.evento.type === 'UsuarioRegistrado' || hecho.metadatos.actor.tipo === 'usuario';
    return [
      {
        clave: { usuario_id },
        cambia(fila) {
          const before = fila ?? { ...CERO, ultimo_dia: '1970-01-01' };
          const isNewDay = isOwn && dia > before.ultimo_dia;
          const contadores = { ...CERO };
          for (const nombre of Object.keys(CERO) as (keyof Contadores)[])
            contadores[nombre] = before[nombre] + (mas[nombre] ?? 0);
          if (isNewDay) contadores.dias_activos += 1;
          return {
            usuario_id,
            ...contadores,
            ultimo_dia: isNewDay ? dia : before.ultimo_dia,
            base: baseDe(contadores),
          };
        },
      },
    ];
  },
});

function sumaDe({ evento }: Hecho): Partial<Contadores> {
  switch (evento.type) {
    case 'FragmentoAbierto':
      return { lecturas: 1 };
    case 'DecisionTomada':
      return { decisiones: 1 };
    case 'ContenidoReaccionado':
    case 'PublicacionReaccionada':
      return { reacciones: 1 };
    case 'ExperienciaCompletada':
      return { experiencias: 1 };
    case 'BesitosGastados': {
      const { razon, cantidad } = evento.data;
      return razon === 'compra' || razon === 'decision' ? { gastado: cantidad } : {};
    }
    case 'RetencionCobrada':
      return { gastado: evento.data.cantidad };
    case 'ItemComprado':
      return { compras: 1 };
    case 'ReferidoPremiado':
      return { referidos: 1 };
    case 'PagoEntregado':
      return { pagos: 1 };
    default:
      return {};
  }
}
