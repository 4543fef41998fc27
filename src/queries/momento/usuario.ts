/** A user as of a moment: folded from the user's own stream, with the fold that commands are decided on. */
import {
  configuracionInicial,
  type EventoDeConfiguracion,
  evolveConfiguracion,
} from '../../events/configuracion.ts';
import { nivelDe, REGLAS, type Reglas } from '../../events/reglas.ts';
import { esVip } from '../../events/requisitos.ts';
import type { EventStore } from '../../events/store/tipos.ts';
import {
  type EstadoDeUsuario,
  evolve,
  initialState,
  type UsuarioActivo,
  type Vip,
} from '../../events/usuario/estado.ts';
import type { EventoDeUsuario } from '../../events/usuario/eventos.ts';
import { caducados, disponible, retenido } from '../../events/usuario/lotes.ts';
import { type Corte, createPliegue, isPast, type Marca, type Pliegue } from './corte.ts';
import { aunNoRegistrado, borrado, sinUsuario } from './errores.ts';
import { type Momento, momentoDe } from './momento.ts';

export type Lectura = Pick<EventStore, 'readStream' | 'readAll' | 'head'>;

export interface UsuarioEnMomento extends Momento {
  usuarioId: string;
  /** The last event that is in the state. */
  tomadoEn: Marca;
  suspendido: boolean;
  /** Besitos in the wallet, as the postings up to then sum up. */
  saldo: number;
  /** Of those, lots that had lapsed and were not swept yet. */
  caducados: number;
  /** What could be spent: the balance without them. */
  disponible: number;
  /** Besitos set aside by what was under way. */
  retenido: number;
  /** Promotional besitos in the wallet, earliest expiry first. */
  lotes: { cantidad: number; caduca: string; vigente: boolean }[];
  ganado: number;
  /** By the rules as they were set then. */
  nivel: number;
  vip: (Vip & { vigente: boolean }) | null;
  inventario: { item: string; cantidad: number }[];
  /** Where the user stood in each story begun, the one moved in last at the end. */
  historias: { historia: string; fragmento: string; edicion: number | null }[];
  experiencias: {
    experiencia: string;
    version: number;
    completados: string[];
    total: number;
    terminada: boolean;
  }[];
}

/**
 * Reads the user's stream and the short one of settings. What lapses without an event is taken at the instant asked for;
 * for a position, at that of the last event that is in.
 * @throws MomentError, or what the store throws
 */
export async function usuarioEnMomento(
  lectura: Lectura,
  usuarioId: string,
  corte: Corte,
  { ahora, reglas = REGLAS }: { ahora: string; reglas?: Reglas },
): Promise<UsuarioEnMomento> {
  await momentoDe(lectura, corte, ahora);
  const { estado, tomadoEn } = await usuarioHasta(lectura, usuarioId, corte);
  const cambios = await plegar(
    lectura,
    'configuracion-recompensas',
    createPliegue<typeof configuracionInicial, EventoDeConfiguracion>(
      corte,
      configuracionInicial,
      evolveConfiguracion,
    ),
    corte,
  );
  const evaluadoEn = 'en' in corte ? corte.en : tomadoEn.ocurridoEn;
  const niveles = cambios.toma().estado.niveles ?? reglas.niveles;
  return {
    usuarioId,
    evaluadoEn,
    tomadoEn,
    ...retratoDe(estado, evaluadoEn, { ...reglas, niveles }),
  };
}

/** What the answer says of a state; pure. */
function retratoDe(
  usuario: UsuarioActivo,
  en: string,
  reglas: Reglas,
): Omit<UsuarioEnMomento, 'usuarioId' | 'tomadoEn' | 'evaluadoEn'> {
  const { suspendido, saldo, lotes, ganado, vip, ediciones } = usuario;
  return {
    suspendido,
    saldo,
    caducados: caducados(usuario, en),
    disponible: disponible(usuario, en),
    retenido: retenido(usuario),
    lotes: lotes.map(({ cantidad, caduca }) => ({ cantidad, caduca, vigente: en < caduca })),
    ganado,
    nivel: nivelDe(ganado, reglas),
    vip: vip && { ...vip, vigente: esVip(usuario, en) },
    inventario: Object.entries(usuario.inventario).map(([item, cantidad]) => ({ item, cantidad })),
    historias: Object.entries(usuario.posiciones).map(([historia, fragmento]) => ({
      historia,
      fragmento,
      edicion: ediciones[historia] ?? null,
    })),
    experiencias: Object.entries(usuario.experiencias).map(
      ([experiencia, { version, completados, total, terminada }]) => ({
        experiencia,
        version,
        completados: [...completados],
        total,
        terminada,
      }),
    ),
  };
}

/** @throws MomentError for somebody who was not there */
export async function usuarioHasta(
  lectura: Lectura,
  usuarioId: string,
  corte: Corte,
): Promise<{ estado: UsuarioActivo; tomadoEn: Marca }> {
  const pliegue = createPliegue<EstadoDeUsuario, EventoDeUsuario>(corte, initialState, evolve);
  const { estado, primero, ultimo } = (await plegar(lectura, `usuario-${usuarioId}`, pliegue, corte)).toma();
  if (!primero) throw sinUsuario();
  if (!ultimo || estado.estado === 'inexistente') throw aunNoRegistrado(primero);
  if (estado.estado === 'eliminado') throw borrado(ultimo);
  return { estado, tomadoEn: ultimo };
}

async function plegar<Estado>(
  lectura: Lectura,
  stream: string,
  pliegue: Pliegue<Estado>,
  corte: Corte,
): Promise<Pliegue<Estado>> {
  for await (const stored of lectura.readStream(stream, 0)) {
    pliegue.evento(stored);
    if (isPast(corte, stored)) break;
  }
  return pliegue;
}
