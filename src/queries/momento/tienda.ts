/** The shop as of a moment: folded from the streams of items and of their stock, and for one user from that one's own. */

import type { Item } from '../../events/contenido.ts';
import { type EstadoDeContenido, evolveContent, initialContentState } from '../../events/contenido-estado.ts';
import type { EventoDeContenido } from '../../events/contenido-eventos.ts';
import {
  type EstadoDeExistencias,
  type EventoDeExistencias,
  evolveExistencias,
  existenciasIniciales,
} from '../../events/procesos/existencias.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { type Corte, createPliegue, isPast, type Marca, type Pliegue } from './corte.ts';
import { nadaPublicado } from './errores.ts';
import { type Momento, momentoDe } from './momento.ts';
import { type Lectura, usuarioHasta } from './usuario.ts';

const ITEM = 'item-';
const EXISTENCIAS = 'existencias-';

export interface ItemEnMomento {
  item: string;
  version: number;
  tipo: Item['tipo'];
  icono: string;
  titulo: { es: string; en: string };
  /** In besitos, for everybody. */
  precio: number;
  /** In Stars, where it was sold for them too. */
  estrellas: number | null;
  vip: boolean;
  /** Not for sale any more. */
  retirado: boolean;
  /** Of a limited item, its units; null for what does not run out. */
  existencias: { disponibles: number; reservadas: number; vendidas: number; repuestas: number } | null;
  /** For the user asked about: the price for that one alone, and how many were owned; null where nobody was named. */
  suyo: { oferta: { precio: number; hasta: string } | null; cantidad: number } | null;
}

export interface TiendaEnMomento extends Momento {
  /** The newest event that is in what is shown of the shop. */
  tomadoEn: Marca;
  /** The user asked about, and the last event of that stream that is in; null where nobody was named. */
  usuario: { usuarioId: string; tomadoEn: Marca } | null;
  /** In the order of first publication, withdrawn ones too. */
  items: ItemEnMomento[];
}

/**
 * Reads the streams of items and stock, and that of the user if one is named. Offers are taken at the instant asked for;
 * for a position, at that of the newest event that is in.
 * @throws MomentError, or what the store throws
 */
export async function tiendaEnMomento(
  lectura: Lectura,
  corte: Corte,
  { ahora, usuarioId }: { ahora: string; usuarioId?: string | undefined },
): Promise<TiendaEnMomento> {
  await momentoDe(lectura, corte, ahora);
  const suyo = usuarioId === undefined ? null : await usuarioHasta(lectura, usuarioId, corte);
  const { items, existencias } = await plegarTienda(lectura, corte);
  const tomas = [...items.values()].map((pliegue) => pliegue.toma());
  const publicadas = tomas.filter(({ ultimo }) => ultimo !== null);
  if (publicadas.length === 0) throw nadaPublicado(tomas[0]?.primero ?? null);
  const dentro = [...items.values(), ...existencias.values()].flatMap((each) => each.toma().ultimo ?? []);
  const tomadoEn = masNueva(dentro);
  const evaluadoEn =
    'en' in corte ? corte.en : masNueva(suyo ? [tomadoEn, suyo.tomadoEn] : [tomadoEn]).ocurridoEn;
  return {
    evaluadoEn,
    tomadoEn,
    usuario: suyo && { usuarioId: suyo.estado.id, tomadoEn: suyo.tomadoEn },
    items: publicadas.flatMap(({ estado }) =>
      estado.estado === 'inexistente'
        ? []
        : [itemEnMomento(estado, existencias, suyo?.estado ?? null, evaluadoEn)],
    ),
  };
}

interface Streams {
  /** By item, in the order of first publication. */
  items: Map<string, Pliegue<EstadoDeContenido>>;
  existencias: Map<string, Pliegue<EstadoDeExistencias>>;
}

async function plegarTienda(lectura: Lectura, corte: Corte): Promise<Streams> {
  const items: Streams['items'] = new Map();
  const existencias: Streams['existencias'] = new Map();
  for await (const stored of lectura.readAll({ after: null, prefixes: [ITEM, EXISTENCIAS] })) {
    if (isPast(corte, stored) && items.size > 0) break;
    const { stream } = stored;
    if (stream.startsWith(ITEM))
      de(items, stream.slice(ITEM.length), () =>
        createPliegue<EstadoDeContenido, EventoDeContenido>(corte, initialContentState, evolveContent),
      ).evento(stored);
    else
      de(existencias, stream.slice(EXISTENCIAS.length), () =>
        createPliegue<EstadoDeExistencias, EventoDeExistencias>(
          corte,
          existenciasIniciales,
          evolveExistencias,
        ),
      ).evento(stored);
  }
  return { items, existencias };
}

function de<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

const masNueva = (marcas: readonly Marca[]): Marca =>
  marcas.reduce((newest, each) => (BigInt(each.posicion) > BigInt(newest.posicion) ? each : newest));

function itemEnMomento(
  { estado, publicacion }: Exclude<EstadoDeContenido, { estado: 'inexistente' }>,
  existencias: Streams['existencias'],
  usuario: UsuarioActivo | null,
  en: string,
): ItemEnMomento {
  if (publicacion.tipo !== 'item') throw new TypeError('a stream of an item that holds none');
  const { version, contenido } = publicacion;
  const { id, tipo, icono, titulo, precio, estrellas = null, vip = false } = contenido;
  return {
    item: id,
    version,
    tipo,
    icono,
    titulo,
    precio,
    estrellas,
    vip,
    retirado: estado === 'retirado',
    existencias:
      tipo === 'limitado' ? unidades(existencias.get(id)?.toma().estado ?? existenciasIniciales) : null,
    suyo: usuario && { oferta: ofertaDe(usuario, id, en), cantidad: usuario.inventario[id] ?? 0 },
  };
}

const unidades = ({ disponibles, vendidas, repuestas, reservas }: EstadoDeExistencias) => ({
  disponibles,
  reservadas: Object.values(reservas).filter(({ estado }) => estado === 'reservada').length,
  vendidas,
  repuestas,
});

function ofertaDe(
  { ofertas }: UsuarioActivo,
  item: string,
  en: string,
): { precio: number; hasta: string } | null {
  const oferta = ofertas[item];
  return oferta && en < oferta.hasta ? { precio: oferta.precio, hasta: oferta.hasta } : null;
}
