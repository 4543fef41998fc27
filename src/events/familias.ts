/** The kinds of streams that the log holds: for each its prefix, its events, and how they are folded. Pure. */
import {
  configuracionInicial,
  EVENTOS_DE_CONFIGURACION,
  EVENTOS_DE_FUNCION,
  evolveConfiguracion,
  evolveFuncion,
  funcionInicial,
} from './configuracion.ts';
import {
  evolveContent,
  evolveHistoria,
  evolvePublicacion,
  historiaInicial,
  initialContentState,
  publicacionInicial,
} from './contenido-estado.ts';
import { EVENTOS_DE_CONTENIDO, EVENTOS_DE_HISTORIAS, EVENTOS_DE_PUBLICACIONES } from './contenido-eventos.ts';
import type { EventDefinition, EventOf } from './definicion.ts';
import { ajusteInicial, EVENTOS_DE_AJUSTE, evolveAjuste } from './procesos/ajuste.ts';
import { codigoInicial, EVENTOS_DE_CODIGO, evolveCodigo } from './procesos/codigo.ts';
import { conciliacionInicial, EVENTOS_DE_CONCILIACION, evolveConciliacion } from './procesos/conciliacion.ts';
import { difusionInicial, EVENTOS_DE_DIFUSION, evolveDifusion } from './procesos/difusion.ts';
import { EVENTOS_DE_EXISTENCIAS, evolveExistencias, existenciasIniciales } from './procesos/existencias.ts';
import { EVENTOS_DE_PAGO, evolvePago, pagoInicial } from './procesos/pago.ts';
import { evolve, initialState } from './usuario/estado.ts';
import { EVENTOS_DE_USUARIO } from './usuario/eventos.ts';

interface Familia<Estado, Definicion> {
  eventos: readonly Definicion[];
  inicial: Estado;
  /** @throws ImpossibleEventError when the event cannot follow from the state */
  evolve: (estado: Estado, evento: EventOf<Definicion>) => Estado;
}

function familia<Estado, Definicion>(
  eventos: readonly Definicion[],
  inicial: Estado,
  fold: (estado: Estado, evento: EventOf<Definicion>) => Estado,
): Familia<Estado, Definicion> {
  return { eventos, inicial, evolve: fold };
}

const contenido = familia(EVENTOS_DE_CONTENIDO, initialContentState, evolveContent);

/** By the prefix of the streams, which a hyphen and the id follow. */
export const FAMILIAS = {
  usuario: familia(EVENTOS_DE_USUARIO, initialState, evolve),
  fragmento: contenido,
  experiencia: contenido,
  item: contenido,
  historia: familia(EVENTOS_DE_HISTORIAS, historiaInicial, evolveHistoria),
  publicacion: familia(EVENTOS_DE_PUBLICACIONES, publicacionInicial, evolvePublicacion),
  existencias: familia(EVENTOS_DE_EXISTENCIAS, existenciasIniciales, evolveExistencias),
  codigo: familia(EVENTOS_DE_CODIGO, codigoInicial, evolveCodigo),
  pago: familia(EVENTOS_DE_PAGO, pagoInicial, evolvePago),
  ajuste: familia(EVENTOS_DE_AJUSTE, ajusteInicial, evolveAjuste),
  difusion: familia(EVENTOS_DE_DIFUSION, difusionInicial, evolveDifusion),
  conciliacion: familia(EVENTOS_DE_CONCILIACION, conciliacionInicial, evolveConciliacion),
  configuracion: familia(EVENTOS_DE_CONFIGURACION, configuracionInicial, evolveConfiguracion),
  funcion: familia(EVENTOS_DE_FUNCION, funcionInicial, evolveFuncion),
};

export type NombreDeFamilia = keyof typeof FAMILIAS;
export type EstadoDe<Nombre extends NombreDeFamilia> = (typeof FAMILIAS)[Nombre]['inicial'];
export type EventoDe<Nombre extends NombreDeFamilia> = EventOf<(typeof FAMILIAS)[Nombre]['eventos'][number]>;

/** Every event type with its definition. */
export const DEFINICIONES: readonly EventDefinition[] = [
  ...new Set(Object.values(FAMILIAS).flatMap(({ eventos }) => eventos as readonly EventDefinition[])),
];

/** The family that a stream belongs to; undefined for streams of the server or of operations. */
export function familiaDe(stream: string): NombreDeFamilia | undefined {
  const prefix = stream.slice(0, stream.indexOf('-'));
  return Object.hasOwn(FAMILIAS, prefix) ? (prefix as NombreDeFamilia) : undefined;
}
