/** One place for fixed clocks, fixed ids, content and histories: tests read the rest from their own lines. */
import { createCatalogo, type MutableCatalogo } from '../../src/events/catalogo.ts';
import {
  Componente,
  Decision,
  Experiencia,
  Fragmento,
  Item,
  type Recompensa,
} from '../../src/events/contenido.ts';
import type { Actor } from '../../src/events/metadatos.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import type { Evento } from '../../src/events/registro.ts';
import { REGLAS, type Reglas } from '../../src/events/reglas.ts';
import { evolve, initialState, type UsuarioActivo } from '../../src/events/usuario/estado.ts';
import type { EventoDeUsuario, Referencia } from '../../src/events/usuario/eventos.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { uuidFrom } from '../../src/platform/ids.ts';

export { REGLAS };

/** The moment at which specs happen, unless they say another. */
export const AHORA = '2026-03-10T12:00:00.000Z';
export const AYER = '2026-03-09';
export const HOY = '2026-03-10';
export const MANANA = '2026-03-11';
export const DAY_MS = 86_400_000;

const NAMESPACE = '00000000-0000-5000-8000-000000000000';

/** The same UUID for the same name, on every run. */
export const idNamed = (name: string): string => uuidFrom(NAMESPACE, name);

export const ANA = idNamed('ana');
export const BEA = idNamed('bea');
export const CARLA = idNamed('carla');
/** Id of the command that specs send: the id of the process that it begins. */
export const COMANDO = idNamed('comando');
export const SELLADO = `v1.${'A'.repeat(40)}`;
export const OTRO_SELLADO = `v1.${'B'.repeat(40)}`;
export const SISTEMA: Actor = { tipo: 'sistema', id: 'pruebas' };
export const ADMIN: Actor = { tipo: 'admin', id: 'clave-1' };
export const OTRO_ADMIN: Actor = { tipo: 'admin', id: 'clave-2' };
/** Ids of a process that is under way and of another one. */
export const PROCESO = idNamed('proceso');
export const OTRO_PROCESO = idNamed('otro-proceso');
/** Ids of two payments. */
export const PAGO = pagoDe('cargo-1');
export const OTRO_PAGO = pagoDe('cargo-2');

/** The instant so many milliseconds after `AHORA`; before it when negative. */
export const alCabo = (ms: number): string => new Date(Date.parse(AHORA) + ms).toISOString();
export const ANTES = alCabo(-1);
export const DESPUES = alCabo(1);
export const dias = (cuantos: number): string => alCabo(cuantos * DAY_MS);
export const minutos = (cuantos: number): string => alCabo(cuantos * 60_000);

export interface TestClock extends Clock {
  set(instant: string): void;
  advance(ms: number): void;
}

export function createTestClock(instant = AHORA): TestClock {
  let nowMs = Date.parse(instant);
  return {
    now: () => nowMs,
    set(next) {
      nowMs = Date.parse(next);
    },
    advance(ms) {
      nowMs += ms;
    },
  };
}

export const reglasCon = (cambios: Partial<Reglas>): Reglas => ({ ...REGLAS, ...cambios });

/* Content. Only what a test is about has to be named. */

export const texto = (es: string) => ({ es, en: `${es} (en)` });

export const decision = (datos: Partial<Decision> & { id: string; destino: string }): Decision =>
  Decision.parse({ texto: texto(datos.id), ...datos });

/** A fragment of the story `noche`; an ending when it has no decisions. */
export function fragmento(datos: Partial<Fragmento> & { id: string }): Fragmento {
  const { id, decisiones = [] } = datos;
  const ending = decisiones.length === 0 ? { final: { titulo: texto(`fin ${id}`) } } : {};
  return Fragmento.parse({
    historia: 'noche',
    titulo: texto(id),
    texto: texto(`Aquí, ${id}.`),
    ...ending,
    ...datos,
  });
}

export const portada = (datos: Partial<Fragmento> & { id: string }): Fragmento =>
  fragmento({ portada: { titulo: texto('La noche'), sinopsis: texto('Una noche.') }, ...datos });

export const item = (datos: Partial<Item> & { id: string }): Item =>
  Item.parse({
    tipo: 'consumible',
    icono: '🎇',
    titulo: texto(datos.id),
    descripcion: texto(datos.id),
    precio: 25,
    ...datos,
  });

export const experiencia = (
  datos: Partial<Experiencia> & { id: string; componentes: Componente[] },
): Experiencia => Experiencia.parse({ titulo: texto(datos.id), descripcion: texto(datos.id), ...datos });

/** Each kind of component, with a reward where one is named. */
export const componente = {
  fragmento: (id: string, de: string, recompensa?: Recompensa) =>
    Componente.parse({ tipo: 'fragmento', id, titulo: texto(id), fragmento: de, recompensa }),
  reaccion: (id: string, a: string, recompensa?: Recompensa) =>
    Componente.parse({ tipo: 'reaccion', id, titulo: texto(id), fragmento: a, recompensa }),
  compra: (id: string, de: string, recompensa?: Recompensa) =>
    Componente.parse({ tipo: 'compra', id, titulo: texto(id), item: de, recompensa }),
  cuestionario: (id: string, correcta: string, recompensa?: Recompensa) =>
    Componente.parse({
      tipo: 'cuestionario',
      id,
      titulo: texto(id),
      pregunta: texto('¿Cuál?'),
      opciones: [
        { id: 'si', texto: texto('Sí') },
        { id: 'no', texto: texto('No') },
      ],
      correcta,
      recompensa,
    }),
};

/** A catalogue that holds these pieces, each at version 1. */
export function catalogoCon(...piezas: readonly (Fragmento | Experiencia | Item)[]): MutableCatalogo {
  const catalogo = createCatalogo();
  for (const pieza of piezas) {
    if ('componentes' in pieza) catalogo.put({ tipo: 'experiencia', version: 1, contenido: pieza });
    else if ('precio' in pieza) catalogo.put({ tipo: 'item', version: 1, contenido: pieza });
    else catalogo.put({ tipo: 'fragmento', version: 1, contenido: pieza });
  }
  return catalogo;
}

/* Histories and expectations: the events of one user, with their postings written out. */

type De<Tipo extends EventoDeUsuario['type']> = Extract<EventoDeUsuario, { type: Tipo }>;
type Datos<Tipo extends EventoDeUsuario['type']> = De<Tipo>['data'];

/** Any event, by its type. */
export const hecho = <Tipo extends Evento['type']>(
  type: Tipo,
  data: Extract<Evento, { type: Tipo }>['data'],
): Extract<Evento, { type: Tipo }> => ({ type, data }) as Extract<Evento, { type: Tipo }>;

export const registrada = (usuarioId = ANA): De<'UsuarioRegistrado'> => ({
  type: 'UsuarioRegistrado',
  data: { usuarioId, idioma: 'es', personal: SELLADO },
});

export const abierto = (
  id: string,
  mas: Partial<Datos<'FragmentoAbierto'>> = {},
): De<'FragmentoAbierto'> => ({
  type: 'FragmentoAbierto',
  data: { historia: 'noche', fragmento: id, version: 1, final: false, ...mas },
});

/** `nombre` is `fragmento/decision`. */
export function tomada(
  nombre: string,
  destino: string,
  mas: Partial<Datos<'DecisionTomada'>> = {},
): De<'DecisionTomada'> {
  const [desde = '', id = ''] = nombre.split('/');
  return {
    type: 'DecisionTomada',
    data: {
      historia: 'noche',
      fragmento: desde,
      version: 1,
      decision: id,
      destino,
      destinoVersion: 1,
      final: true,
      primera: true,
      ...mas,
    },
  };
}

export const reaccionado = (
  id: string,
  mas: Partial<Datos<'ContenidoReaccionado'>> = {},
): De<'ContenidoReaccionado'> => ({
  type: 'ContenidoReaccionado',
  data: { fragmento: id, emoji: '🔥', ...mas },
});

const nota: Referencia = { tipo: 'nota', id: 'prueba' };

/** The two postings of what an account gives to a user's wallet. */
export const carteraApuntes = (desde: string, cantidad: number, usuarioId = ANA) => [
  { cuenta: desde, importe: -cantidad },
  { cuenta: `usuario:${usuarioId}:cartera`, importe: cantidad },
];

/** A grant; refunds and adjustments come from `sistema:ajustes`, all else is minted. */
export function otorgados(
  cantidad: number,
  razon: Datos<'BesitosOtorgados'>['razon'] = 'decision',
  referencia: Referencia = nota,
  dia = HOY,
  usuarioId = ANA,
): De<'BesitosOtorgados'> {
  const desde = razon === 'ajuste' || razon === 'reembolso' ? 'sistema:ajustes' : 'sistema:emision';
  return {
    type: 'BesitosOtorgados',
    data: {
      cantidad,
      razon,
      referencia,
      dia,
      apuntes: carteraApuntes(desde, cantidad, usuarioId),
    },
  };
}

export const gastados = (
  cantidad: number,
  razon: Datos<'BesitosGastados'>['razon'] = 'compra',
  referencia: Referencia = nota,
  usuarioId = ANA,
): De<'BesitosGastados'> => ({
  type: 'BesitosGastados',
  data: {
    cantidad,
    razon,
    referencia,
    apuntes: [
      { cuenta: `usuario:${usuarioId}:cartera`, importe: -cantidad },
      { cuenta: 'sistema:ventas', importe: cantidad },
    ],
  },
});

export const CARTERA = `usuario:${ANA}:cartera`;
export const RETENIDO = `usuario:${ANA}:retenido`;

/** Postings of an amount that goes from one account to another. */
export const apuntes = (desde: string, hacia: string, cantidad: number) => [
  { cuenta: desde, importe: -cantidad },
  { cuenta: hacia, importe: cantidad },
];

/** Promotional besitos: given by an admin, so that they count against no limit, and lapsing at an instant. */
export const promocionales = (cantidad: number, caduca: string): De<'BesitosOtorgados'> => {
  const { type, data } = otorgados(cantidad, 'ajuste');
  return { type, data: { ...data, caduca } };
};

/** What has lapsed leaves the wallet. */
export const caducados = (cantidad: number, id = HOY): De<'BesitosGastados'> => ({
  type: 'BesitosGastados',
  data: {
    cantidad,
    razon: 'caducidad',
    referencia: { tipo: 'caducidad', id },
    apuntes: apuntes(CARTERA, 'sistema:caducado', cantidad),
  },
});

/** Besitos set aside for a purchase of `item`. */
export const retenidos = (
  cantidad: number,
  proceso: string,
  item = 'lamina',
  lotes: Datos<'BesitosRetenidos'>['lotes'] = [],
): De<'BesitosRetenidos'> => ({
  type: 'BesitosRetenidos',
  data: {
    proceso,
    cantidad,
    razon: 'compra',
    referencia: { tipo: 'item', id: item },
    lotes,
    apuntes: apuntes(CARTERA, RETENIDO, cantidad),
  },
});

/** A gift that has left the wallet. */
export const enviado = (
  regalo: string,
  cantidad: number,
  mas: Partial<Datos<'RegaloEnviado'>> = {},
): [De<'RegaloEnviado'>, De<'BesitosGastados'>] => [
  { type: 'RegaloEnviado', data: { regalo, para: BEA, cantidad, caduca: dias(7), ...mas } },
  {
    type: 'BesitosGastados',
    data: {
      cantidad,
      razon: 'regalo_enviado',
      referencia: { tipo: 'regalo', id: regalo },
      apuntes: apuntes(CARTERA, 'sistema:transito', cantidad),
    },
  },
];

export const suspendida = (): De<'UsuarioSuspendido'> => hecho('UsuarioSuspendido', { motivo: 'BES-1' });
export const enEliminacion = (): De<'EliminacionSolicitada'> =>
  hecho('EliminacionSolicitada', { motivo: 'usuario', desde: AHORA });
/** Under a review; frozen when it is of severity `alta`. */
export const marcada = (severidad: 'media' | 'alta' = 'alta'): De<'UsuarioMarcado'> =>
  hecho('UsuarioMarcado', { revision: PROCESO, severidad, senales: [], motivo: 'BES-2' });

/** Besitos in the wallet that count neither for the level nor against the daily limit. */
export const conSaldo = (cantidad: number): De<'BesitosOtorgados'> => otorgados(cantidad, 'ajuste');

export const regalo = (dia: string, racha: number): De<'RegaloDiarioReclamado'> => ({
  type: 'RegaloDiarioReclamado',
  data: { dia, racha },
});

export const comprado = (id: string, mas: Partial<Datos<'ItemComprado'>> = {}): De<'ItemComprado'> => ({
  type: 'ItemComprado',
  data: { item: id, version: 1, tipo: 'consumible', precio: 25, moneda: 'besitos', ...mas },
});

export const recibido = (
  id: string,
  referencia: Referencia = nota,
  mas: Partial<Datos<'ItemOtorgado'>> = {},
): De<'ItemOtorgado'> => ({
  type: 'ItemOtorgado',
  data: { item: id, version: 1, tipo: 'consumible', referencia, ...mas },
});

export const iniciada = (id: string, componentes: number): De<'ExperienciaIniciada'> => ({
  type: 'ExperienciaIniciada',
  data: { experiencia: id, version: 1, componentes },
});

/** `nombre` is `experiencia/componente`. */
export function completado(
  nombre: string,
  completados: number,
  total: number,
  mas: Partial<Datos<'ComponenteCompletado'>> = {},
): De<'ComponenteCompletado'> {
  const [de = '', id = ''] = nombre.split('/');
  return {
    type: 'ComponenteCompletado',
    data: { experiencia: de, componente: id, completados, total, ...mas },
  };
}

export const terminada = (
  id: string,
  mas: Partial<Datos<'ExperienciaCompletada'>> = {},
): De<'ExperienciaCompletada'> => ({
  type: 'ExperienciaCompletada',
  data: { experiencia: id, version: 1, ...mas },
});

/** VIP until an instant; a month ahead of `AHORA` unless said otherwise. */
export const vip = (hasta = '2026-04-09T12:00:00.000Z'): De<'VipActivado'> => ({
  type: 'VipActivado',
  data: { desde: '2026-03-01T00:00:00.000Z', hasta, origen: { tipo: 'concesion', id: 'prueba' } },
});

/** The state that a history leads to; it must be that of a registered user. */
export function usuarioTras(...historia: readonly EventoDeUsuario[]): UsuarioActivo {
  const estado = historia.reduce(evolve, initialState);
  if (estado.estado !== 'activo') throw new Error('the history registers nobody');
  return estado;
}
