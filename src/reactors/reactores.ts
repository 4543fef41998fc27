/** The reactors put together: what each task is done by, and the processes that the bot waits for. */
import type { CommandBus } from '../commands/bus.ts';
import type { Catalogo } from '../events/catalogo.ts';
import type { Cobro } from '../events/procesos/pago.ts';
import type { Reglas } from '../events/reglas.ts';
import { esVip } from '../events/requisitos.ts';
import type { EventStore } from '../events/store/tipos.ts';
import type { Clock } from '../platform/clock.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import type { Logger } from '../platform/logger.ts';
import type { Pool } from '../platform/postgres/pool.ts';
import { transaction } from '../platform/postgres/pool.ts';
import { avisar } from './avisos.ts';
import { conciliar, type PagoConocido } from './conciliacion.ts';
import { difundir, type Segmento } from './difusion.ts';
import type { Vecinos } from './fraude/entrada.ts';
import { UMBRALES } from './fraude/umbrales.ts';
import type { Mensajero } from './mensajero.ts';
import { encargar } from './motor/cola.ts';
import { type Reactores, startReactores } from './motor/motor.ts';
import { mirarPerfil } from './perfil/perfil.ts';
import { type DesenlaceDeCanje, impulsarCanje } from './procesos/canje.ts';
import { type DesenlaceDeCompra, impulsarCompra } from './procesos/compra.ts';
import { eliminar } from './procesos/eliminacion.ts';
import { ordenar, pasoDe, rechazo } from './procesos/entorno.ts';
import { type DesenlaceDePago, impulsarPago, registrarPago } from './procesos/pago.ts';
import { cerrarPedido, preCheckout } from './procesos/pedido.ts';
import { createPersonas } from './procesos/personas.ts';
import { type DesenlaceDeRegalo, impulsarRegalo } from './procesos/regalo.ts';
import {
  aplicarAjuste,
  avanzarExperiencias,
  caducar,
  cancelarSuscripcion,
  desbloquear,
  impulsarReferido,
} from './procesos/usuario.ts';
import { revisar } from './revision.ts';
import type { Ejecutores, Encargo, Hecho } from './tareas.ts';
import type { Telegram } from './telegram.ts';

/** What the reactors read of the read models. */
export interface Lecturas {
  destinatarios: (segmento: Segmento, despuesDe: string | null, limite: number) => Promise<readonly string[]>;
  pagosEntre: (desde: string, hasta: string) => Promise<readonly PagoConocido[]>;
  vecinosDe: (usuarioId: string) => Promise<Vecinos>;
  inocenteEn: (usuarioId: string) => Promise<string | null>;
}

export interface ReactoresOptions {
  bus: CommandBus;
  store: EventStore;
  catalogo: Catalogo;
  reglas: Reglas;
  /** Waits for the disk. */
  pool: Pool;
  keyStore: KeyStore;
  clock: Clock;
  log: Logger;
  telegram: Telegram;
  mensajero: Mensajero;
  lecturas: Lecturas;
  onTask?: (tarea: string, outcome: string, durationMs: number) => void;
}

/** How far a process was driven, and the last log position of what was written on the way; null when nothing was. */
interface Conducido<Desenlace> {
  desenlace: Desenlace;
  position: bigint | null;
}

/**
 * The processes that somebody waits for: each is driven as far as it goes now, and goes on by itself if that is not its
 * end. One that had ended already is driven all the same: its steps are repeats, which name the positions they had.
 */
export function createProcesos(options: Omit<ReactoresOptions, 'lecturas' | 'mensajero' | 'pool'>) {
  const comun = { ...options, personas: createPersonas(options.store, options.keyStore) };

  async function conducir<Desenlace>(
    work: (entorno: typeof comun) => Promise<Desenlace>,
  ): Promise<Conducido<Desenlace>> {
    let position: bigint | null = null;
    const bus: CommandBus = {
      ...options.bus,
      async execute(orden) {
        const resultado = await options.bus.execute(orden);
        if (resultado.position !== null && (position === null || resultado.position > position))
          position = resultado.position;
        return resultado;
      },
    };
    const desenlace = await work({ ...comun, bus });
    return { desenlace, position };
  }

  /** What has begun goes on by itself: a fault on the way is no news for who waits. */
  async function aunqueFalle<Desenlace>(
    proceso: string,
    work: Promise<Desenlace>,
  ): Promise<Desenlace | 'pendiente'> {
    try {
      return await work;
    } catch (error) {
      options.log.warn({ err: error, proceso }, 'a process goes on by itself after a fault');
      return 'pendiente';
    }
  }

  return {
    compra: (usuarioId: string, compra: string) =>
      conducir<DesenlaceDeCompra>(async (entorno) => {
        const estado = await options.bus.usuario(usuarioId);
        if (estado.estado !== 'activo') return 'cancelada';
        const { item } = estado.compras[compra] ?? estado.comprasCerradas[compra] ?? {};
        if (item === undefined) return 'cancelada';
        return aunqueFalle(compra, impulsarCompra(entorno, { usuarioId, compra, item }));
      }),
    canje: (usuarioId: string, canje: string) =>
      conducir<DesenlaceDeCanje>(async (entorno) => {
        const estado = await options.bus.usuario(usuarioId);
        if (estado.estado !== 'activo') return 'cancelado';
        const hecho = Object.entries(estado.codigos).find(([, por]) => por === canje);
        const codigo = estado.canjes[canje]?.codigo ?? hecho?.[0];
        if (codigo === undefined) return 'cancelado';
        return aunqueFalle(canje, impulsarCanje(entorno, { usuarioId, canje, codigo }));
      }),
    regalo: (usuarioId: string, regalo: string) =>
      conducir<DesenlaceDeRegalo>((entorno) =>
        aunqueFalle(
          regalo,
          impulsarRegalo(entorno, { usuarioId, regalo }).then(({ desenlace }) => desenlace),
        ),
      ),
    preCheckout: (pago: { usuarioId: string; pedido: string; estrellas: number }) =>
      conducir((entorno) => preCheckout(entorno, pago)),
    pago: (cobro: Cobro, telegramId: number) =>
      conducir<DesenlaceDePago>(async (entorno) => {
        await registrarPago(entorno, cobro);
        return aunqueFalle(cobro.pago, impulsarPago(entorno, cobro.pago, telegramId));
      }),
    reembolso: (pago: string) =>
      conducir(async (entorno) => {
        const datos = { pago, origen: 'telegram' } as const;
        await rechazo(ordenar(entorno, pago, 'RegistrarReembolso', datos, 'RegistrarReembolso/telegram'));
        await impulsarPago(entorno, pago);
      }),
  } as const;
}

const DAY_MS = 86_400_000;
/** Hour of the UTC day at which payments are compared with Telegram's account. */
const RECONCILE_HOUR = 3;

export async function startTodosLosReactores(options: ReactoresOptions): Promise<Reactores> {
  const { bus, store, keyStore, catalogo, clock, pool, lecturas } = options;
  const entorno = { ...options, ...lecturas, personas: createPersonas(store, keyStore), umbrales: UMBRALES };
  const nada = async (work: Promise<unknown>): Promise<undefined> => {
    await work;
  };
  const ejecutores: Ejecutores = {
    compra: (datos) => nada(impulsarCompra(entorno, datos)),
    canje: (datos) => nada(impulsarCanje(entorno, datos)),
    async regalo(datos) {
      const { otraVez } = await impulsarRegalo(entorno, datos);
      return otraVez === undefined ? undefined : { otraVez };
    },
    pedido: (datos) => cerrarPedido(entorno, datos),
    pago: ({ pago }) => nada(impulsarPago(entorno, pago)),
    reembolso: ({ pago, motivo }) =>
      nada(rechazo(ordenar(entorno, pago, 'SolicitarReembolso', { pago, motivo }))),
    devolucion: ({ item, compra }) =>
      nada(ordenar(entorno, compra, 'DevolverExistencia', { item, reserva: compra })),
    ajuste: (datos) => nada(aplicarAjuste(entorno, datos)),
    referido: (datos) => nada(impulsarReferido(entorno, datos)),
    desbloqueo: (datos) => nada(desbloquear(entorno, datos)),
    experiencia: (datos) => nada(avanzarExperiencias(entorno, datos)),
    suscripcion: (datos) => nada(cancelarSuscripcion(entorno, datos)),
    eliminacion: (datos) => eliminar(entorno, datos),
    caducidad: (datos) => nada(caducar(entorno, datos)),
    async vencimiento_vip({ usuarioId, hasta }) {
      const estado = await bus.usuario(usuarioId);
      if (estado.estado !== 'activo' || !estado.vip || estado.vip.hasta !== hasta) return;
      if (estado.vip.renovacion === 'activa' || !esVip(estado, new Date(clock.now()).toISOString())) return;
      const evento = pasoDe(usuarioId, `vip/${hasta}`);
      await avisar(entorno, { usuarioId, evento, aviso: { tipo: 'vip_por_vencer', hasta } });
    },
    aviso: (datos) => avisar(entorno, datos),
    difusion: (datos) => difundir(entorno, datos),
    perfil: (datos) => mirarPerfil(entorno, datos),
    fraude: (datos) => revisar(entorno, datos),
    async conciliacion(datos) {
      await conciliar(entorno, datos);
      const siguiente = new Date(Date.parse(datos.dia) + DAY_MS).toISOString().slice(0, 10);
      await planear(siguiente);
    },
  };

  /** Every night brings forth the next. */
  function planear(dia: string): Promise<void> {
    const vence = new Date(Date.parse(dia) + RECONCILE_HOUR * 3_600_000).toISOString();
    const encargo: Encargo = { tarea: 'conciliacion', clave: `conciliacion/${dia}`, datos: { dia }, vence };
    return transaction(pool, (client) => encargar(client, [encargo]));
  }

  /** Most of what users do asks for nothing: told from what is known of them, before anything is queued. */
  async function interesa(encargo: Encargo, { evento, revision, ocurrido }: Hecho): Promise<boolean> {
    if (encargo.tarea === 'aviso') {
      if (Date.parse(ocurrido) <= clock.now() - NOTICE_MS) return false;
      if (evento.type !== 'VipActivado' || evento.data.origen.tipo !== 'pago') return true;
      // Whoever has just paid is thanked by the bot; a renewal is nobody's tap.
      return (await bus.estado('pago', evento.data.origen.id)).cobro?.suscripcion === 'renovacion';
    }
    if (encargo.tarea !== 'referido' && encargo.tarea !== 'experiencia') return true;
    const estado = await bus.estado('usuario', encargo.datos.usuarioId, revision);
    if (estado.estado !== 'activo') return false;
    if (encargo.tarea === 'experiencia')
      return Object.values(estado.experiencias).some(({ terminada }) => !terminada);
    const { referidoPor, tomadas } = estado;
    if (!referidoPor) return false;
    return referidoPor.calificado || tomadas >= catalogo.reglas(options.reglas).referido.decisiones;
  }

  const reactores = await startReactores({
    store,
    pool,
    clock,
    log: options.log,
    ejecutores,
    interesa,
    ...(options.onTask && { onTask: options.onTask }),
  });
  // The first night ever: from then on each plans the next, and one that was slept through is made up for at once.
  const { rows } = await pool.query(
    `select exists (select 1 from operacion.vencimientos where tarea = 'conciliacion') as planned`,
  );
  if (!(rows[0] as { planned: boolean }).planned)
    await planear(new Date(clock.now() + DAY_MS).toISOString().slice(0, 10));
  return reactores;
}

/** Older news is none: a log that is read again sends no notices about what is long past. */
const NOTICE_MS = 3_600_000;
