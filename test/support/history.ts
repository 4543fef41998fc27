/** Logs: one written down by hand, as the store holds it; and random ones, made by real commands over the memory store. */
import { CommandError } from '../../src/commands/errores.ts';
import { hashEvent } from '../../src/events/cadena.ts';
import type { Requisito } from '../../src/events/contenido.ts';
import type { Actor, Metadatos } from '../../src/events/metadatos.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import type { Evento } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { impulsarCanje } from '../../src/reactors/procesos/canje.ts';
import { impulsarCompra } from '../../src/reactors/procesos/compra.ts';
import { eliminar } from '../../src/reactors/procesos/eliminacion.ts';
import { impulsarPago } from '../../src/reactors/procesos/pago.ts';
import { cerrarPedido } from '../../src/reactors/procesos/pedido.ts';
import { impulsarRegalo } from '../../src/reactors/procesos/regalo.ts';
import { aplicarAjuste, desbloquear, impulsarReferido } from '../../src/reactors/procesos/usuario.ts';
import { type BusUnderTest, createBusUnderTest } from './bus.ts';
import {
  ADMIN,
  AHORA,
  ANA,
  componente,
  createTestClock,
  decision,
  experiencia,
  fragmento,
  idNamed,
  item,
  OTRO_ADMIN,
  portada,
  REGLAS,
  SELLADO,
  SISTEMA,
} from './fixtures.ts';
import { entornoDe, telegramDePrueba } from './procesos.ts';

/** The event, the stream it stands in (that of Ana by default), and its second after `AHORA`. */
export type Entry = readonly [evento: Evento, stream?: string];

/** One command for each event, a second apart; chains, ids and positions as the bus makes them. */
export function logOf(...entries: readonly Entry[]): StoredEvent[] {
  const ends = new Map<string, { revision: number; hash: string | null }>();
  return entries.map(([{ type, data }, stream = `usuario-${ANA}`], index) => {
    const end = ends.get(stream) ?? { revision: -1, hash: null };
    const metadata: Metadatos = {
      commandId: idNamed(`orden/${index}`),
      $correlationId: `correlacion-${index}`,
      $causationId: idNamed(`orden/${index}`),
      actor: SISTEMA,
      schemaVersion: 1,
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      occurredAt: momento(index),
      inputHash: 'c'.repeat(64),
      prevHash: end.hash,
    };
    const event = {
      stream,
      revision: end.revision + 1,
      id: idNamed(`evento/${index}`),
      type,
      data,
      metadata,
    };
    ends.set(stream, { revision: event.revision, hash: hashEvent(event) });
    return { ...event, position: BigInt(index) * 100n };
  });
}

/** When the entry of that index happened. */
export const momento = (index: number): string => new Date(Date.parse(AHORA) + index * 1_000).toISOString();

/** Numbers from 0 up to but not including `below`, the same for the same seed. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export const GENTE = Array.from({ length: 5 }, (_, index) => idNamed(`gente ${index}`));

/** Every kind of leaf, alone and together. */
export const REQUISITOS: readonly Requisito[] = [
  { saldo: 80 },
  { nivel: 2 },
  { vip: true },
  { all: [{ item: 'vela' }, { decision: 'inicio/puerto' }] },
  { any: [{ experiencia: 'paseo' }, { all: [{ fragmento: 'muelle' }, { saldo: 150 }] }] },
  { not: { item: 'mascara' } },
  { not: { vip: true } },
  { all: [{ desde: '2026-03-14T00:00:00.000Z' }, { hasta: '2026-03-24T00:00:00.000Z' }] },
  { any: [{ arquetipo: 'social' }, { nivel: 3 }] },
  { not: { any: [{ saldo: 200 }, { nivel: 4 }] } },
];

export interface HistoriaAzarosa {
  store: BusUnderTest['store'];
  bus: BusUnderTest['bus'];
  clock: BusUnderTest['clock'];
  catalogo: BusUnderTest['catalogo'];
  /** Goes on for so many steps; what is refused leaves no trace. */
  seguir(pasos: number): Promise<void>;
}

/** People, editors, admins and processes that do things at random; the same for the same seed. */
export async function historiaAzarosa(seed: number): Promise<HistoriaAzarosa> {
  const below = createRandom(seed);
  const clock = createTestClock();
  const { bus, store, catalogo } = createBusUnderTest({ clock });
  const entorno = {
    ...entornoDe({ clock, catalogo }, bus, telegramDePrueba()),
    keyStore: { destroy: async () => {} } as never,
    reglas: REGLAS,
  };
  const uno = <Value>(...list: readonly Value[]): Value => list[below(list.length)]!;
  const cobros = new Set<string>();
  const ajustes: string[] = [];
  const difusiones: string[] = [];
  let ids = 0;
  let applied = 0;

  async function enviar(tipo: string, datos: object, actor: Actor): Promise<string | null> {
    const id = idNamed(`${seed} azar ${ids++}`);
    const done = await bus.execute({ id, tipo, datos, actor } as never).then(
      () => id,
      (error: unknown) => {
        if (error instanceof CommandError) return null;
        throw error;
      },
    );
    for (; applied < store.log().length; applied++) catalogo.aplicar(store.log()[applied] as never);
    return done;
  }

  async function impulsar(): Promise<void> {
    for (const usuarioId of GENTE) {
      const estado = await bus.usuario(usuarioId);
      if (estado.estado !== 'activo') continue;
      for (const [compra, { item: id }] of Object.entries(estado.compras))
        await impulsarCompra(entorno, { usuarioId, compra, item: id });
      for (const [canje, { codigo }] of Object.entries(estado.canjes))
        await impulsarCanje(entorno, { usuarioId, canje, codigo });
      for (const regalo of Object.keys(estado.regalosEnCamino))
        await impulsarRegalo(entorno, { usuarioId, regalo });
      for (const [pedido, { objeto }] of Object.entries(estado.pedidos))
        await cerrarPedido(entorno, { usuarioId, pedido, item: objeto.tipo === 'item' ? objeto.item : null });
      if (estado.referidoPor) await impulsarReferido(entorno, { usuarioId });
      if ((estado.inventario.llave ?? 0) > 0)
        await desbloquear(entorno, { usuarioId, item: 'llave', origen: idNamed(`llave ${usuarioId}`) });
      if (estado.eliminacion) await eliminar(entorno, { usuarioId });
    }
    for (const pago of cobros) await impulsarPago(entorno, pago, 7);
    for (const ajuste of ajustes) await aplicarAjuste(entorno, { ajuste });
  }

  async function pagar(usuarioId: string, pedido: string, objeto: object, estrellas: number): Promise<void> {
    if (below(5) > 0) await enviar('AceptarPedido', { usuarioId, pedido, estrellas }, SISTEMA);
    const cargo = `cargo ${pedido}`;
    const cobro = { pago: pagoDe(cargo), cargo, usuarioId, pedido, objeto, estrellas };
    const suscripcion = 'dias' in objeto ? 'primera' : 'no';
    await enviar('RegistrarPago', { cobro: { ...cobro, suscripcion, origen: 'mensaje' } }, SISTEMA);
    cobros.add(cobro.pago);
  }

  async function publicar(version: number): Promise<void> {
    const requisitos = () => (below(4) === 0 ? {} : { requisitos: uno(...REQUISITOS) });
    const piezas: [string, object][] = [
      [
        'PublicarFragmento',
        {
          fragmento: portada({
            id: 'inicio',
            decisiones: [
              decision({ id: 'puerto', destino: 'muelle', recompensa: { besitos: 40 } }),
              decision({ id: 'peaje', destino: 'muelle', cuesta: 15 }),
              decision({
                id: 'cofre',
                destino: 'muelle',
                recompensa: { besitos: 60 + version, caducaEnDias: 2, items: ['vela'] },
              }),
            ],
          }),
        },
      ],
      [
        'PublicarFragmento',
        {
          fragmento: fragmento({
            id: 'muelle',
            decisiones: [
              decision({
                id: 'volver',
                destino: 'inicio',
                recompensa: { besitos: 5, desbloquea: ['torre'] },
              }),
              decision({ id: 'subir', destino: 'torre' }),
            ],
          }),
        },
      ],
      [
        'PublicarFragmento',
        { fragmento: fragmento({ id: 'torre', ...(below(2) && { vip: true }), ...requisitos() }) },
      ],
      ['PublicarItem', { item: item({ id: 'vela', precio: 12, estrellas: 9 }) }],
      ['PublicarItem', { item: item({ id: 'mascara', tipo: 'unico', precio: 70, ...requisitos() }) }],
      [
        'PublicarItem',
        { item: item({ id: 'llave', tipo: 'desbloqueo', precio: 30, desbloquea: ['torre'] }) },
      ],
      [
        'PublicarItem',
        { item: item({ id: 'faro', tipo: 'limitado', precio: 25 + version, existencias: 3, estrellas: 20 }) },
      ],
      [
        'PublicarExperiencia',
        {
          experiencia: experiencia({
            id: 'paseo',
            componentes: [
              componente.fragmento('ir', 'muelle', { besitos: 10 }),
              componente.cuestionario('saber', 'si'),
            ],
            recompensa: { besitos: 30, items: ['vela'] },
          }),
        },
      ],
      [
        'PublicarExperiencia',
        {
          experiencia: experiencia({
            id: 'ronda',
            ...requisitos(),
            componentes: [componente.cuestionario('saber', 'si')],
          }),
        },
      ],
    ];
    for (const [tipo, datos] of version === 0 ? piezas : [uno(...piezas)]) await enviar(tipo, datos, ADMIN);
  }

  const jugadas: readonly ((usuarioId: string, yo: Actor) => Promise<unknown>)[] = [
    (usuarioId, yo) =>
      enviar('AbrirFragmento', { usuarioId, fragmento: uno('inicio', 'muelle', 'torre') }, yo),
    ...Array.from({ length: 4 }, () => (usuarioId: string, yo: Actor) => {
      const [desde, cual] = uno(
        'inicio/puerto',
        'inicio/peaje',
        'inicio/cofre',
        'muelle/volver',
        'muelle/subir',
      ).split('/');
      return enviar('TomarDecision', { usuarioId, fragmento: desde, decision: cual }, yo);
    }),
    (usuarioId, yo) =>
      enviar('Reaccionar', { usuarioId, fragmento: uno('inicio', 'muelle'), emoji: '🔥' }, yo),
    (usuarioId, yo) => enviar('ReaccionarPublicacion', { usuarioId, publicacion: 'aviso', emoji: '🔥' }, yo),
    (usuarioId, yo) => enviar('ReclamarRegaloDiario', { usuarioId }, yo),
    (usuarioId, yo) => enviar('CambiarIdioma', { usuarioId, idioma: uno('es', 'en') }, yo),
    ...Array.from({ length: 3 }, () => async (usuarioId: string, yo: Actor) => {
      const id = uno('vela', 'mascara', 'llave', 'faro', 'faro');
      const { precio = 1, estrellas } = catalogo.item(id) ?? {};
      const oferta = await bus.usuario(usuarioId);
      const propio = oferta.estado === 'activo' ? (oferta.ofertas[id]?.precio ?? precio) : precio;
      if (estrellas === undefined || below(3) > 0)
        return enviar(
          'ComprarItem',
          { usuarioId, item: id, precio: uno(propio, precio), moneda: 'besitos' },
          yo,
        );
      const pedido = await enviar(
        'ComprarItem',
        { usuarioId, item: id, precio: estrellas, moneda: 'estrellas' },
        yo,
      );
      return pedido && below(3) > 0 ? pagar(usuarioId, pedido, { tipo: 'item', item: id }, estrellas) : null;
    }),
    async (usuarioId, yo) => {
      const pedido = await enviar('SuscribirVip', { usuarioId }, yo);
      const { estrellas, dias } = REGLAS.vip;
      return pedido && below(3) > 0 ? pagar(usuarioId, pedido, { tipo: 'vip', dias }, estrellas) : null;
    },
    (usuarioId, yo) => enviar('CancelarVip', { usuarioId }, yo),
    (usuarioId, yo) => enviar('UsarItem', { usuarioId, item: 'vela' }, yo),
    (usuarioId, yo) => enviar('IniciarExperiencia', { usuarioId, experiencia: uno('paseo', 'ronda') }, yo),
    (usuarioId, yo) =>
      enviar(
        'CompletarComponente',
        { usuarioId, experiencia: uno('paseo', 'ronda'), componente: uno('ir', 'saber'), respuesta: 'si' },
        yo,
      ),
    (usuarioId, yo) =>
      enviar(
        'RegalarBesitos',
        { usuarioId, ...(below(3) && { para: uno(...GENTE) }), cantidad: 1 + below(40) },
        yo,
      ),
    async (por, yo) => {
      for (const usuarioId of GENTE) {
        const estado = await bus.usuario(usuarioId);
        const abierto = estado.estado === 'activo' ? Object.entries(estado.regalosEnCamino) : [];
        const [regalo] = abierto.find(([, { para }]) => para === null) ?? [];
        if (regalo) await enviar('ReclamarRegalo', { usuarioId, regalo, por }, yo);
      }
    },
    (usuarioId, yo) => enviar('CanjearCodigo', { usuarioId, codigo: uno('hola', 'adios') }, yo),
    (usuarioId, yo) => enviar('ReferirUsuario', { usuarioId, por: uno(...GENTE) }, yo),
    (usuarioId, yo) => (below(12) === 0 ? enviar('EliminarMisDatos', { usuarioId }, yo) : Promise.resolve()),
    (usuarioId) =>
      enviar(
        'OtorgarBesitos',
        {
          usuarioId,
          cantidad: 1 + below(200),
          razon: uno('ajuste', 'codigo'),
          nota: 'x',
          ...(below(2) && { caducaEnDias: 1 + below(4) }),
        },
        ADMIN,
      ),
    (usuarioId) => enviar('RetirarBesitos', { usuarioId, cantidad: 1 + below(60), nota: 'x' }, ADMIN),
    (usuarioId) => enviar('RevertirMovimiento', { usuarioId, revision: below(60), motivo: 'x' }, ADMIN),
    (usuarioId) => enviar('ReembolsarCompra', { usuarioId, revision: below(80), motivo: 'x' }, ADMIN),
    async (usuarioId) => {
      const ajuste = idNamed(`${seed} ajuste ${ids}`);
      ajustes.push(ajuste);
      await enviar('SolicitarAjuste', { ajuste, usuarioId, importe: uno(2_000, -50), nota: 'x' }, ADMIN);
      if (below(4) > 0) await enviar('AprobarAjuste', { ajuste }, OTRO_ADMIN);
      else await enviar('RechazarAjuste', { ajuste, nota: 'x' }, OTRO_ADMIN);
    },
    (usuarioId) =>
      enviar(
        uno('SuspenderUsuario', 'ReactivarUsuario', 'ReactivarUsuario'),
        { usuarioId, motivo: 'x' },
        ADMIN,
      ),
    (usuarioId) =>
      enviar('MarcarUsuario', { usuarioId, severidad: uno('media', 'alta'), motivo: 'x' }, ADMIN),
    async (usuarioId) => {
      const estado = await bus.usuario(usuarioId);
      if (estado.estado !== 'activo' || !estado.revision) return;
      const { id: revision } = estado.revision;
      await enviar('ResolverRevision', { usuarioId, revision, resultado: 'inocente', nota: 'x' }, ADMIN);
    },
    (usuarioId) => enviar('OtorgarVip', { usuarioId, dias: 1 + below(5), nota: 'x' }, ADMIN),
    (usuarioId) => enviar('CaducarBesitos', { usuarioId }, SISTEMA),
    (usuarioId) =>
      enviar(
        'AsignarArquetipo',
        { usuarioId, arquetipo: uno('social', 'explorador'), puntaje: below(100) },
        SISTEMA,
      ),
    (usuarioId) =>
      enviar(
        'HacerOferta',
        {
          usuarioId,
          item: uno('vela', 'faro'),
          precio: 1 + below(9),
          hasta: new Date(clock.now() + 86_400_000).toISOString(),
        },
        SISTEMA,
      ),
    () => enviar('ReponerExistencias', { item: 'faro', cantidad: 1 + below(2), motivo: 'x' }, ADMIN),
    () =>
      enviar(
        'ConfigurarRecompensas',
        { cambios: uno<object>({ reaccion: 3 }, { niveles: [20 + below(30), 90] }) },
        ADMIN,
      ),
    () => enviar('CambiarPrecio', { id: uno('vela', 'mascara'), precio: 10 + below(9) }, ADMIN),
    () => enviar('CambiarFuncion', { funcion: 'regalos', porcentaje: below(101) }, ADMIN),
    () => (below(3) === 0 ? enviar('RetirarItem', { id: 'mascara' }, ADMIN) : Promise.resolve()),
    () => (below(3) === 0 ? publicar(ids) : Promise.resolve()),
    async () => {
      const difusion = uno(...difusiones, idNamed(`${seed} difusion ${ids}`));
      if (difusiones.includes(difusion)) {
        const cuenta = { enviados: 1, fallidos: 0, dudosos: 0 };
        await enviar(uno('DetenerDifusion', 'ReanudarDifusion'), { difusion }, ADMIN);
        if (below(3) === 0) await enviar('TerminarDifusion', { difusion, cuenta }, SISTEMA);
      } else {
        difusiones.push(difusion);
        await enviar(
          'CrearDifusion',
          { difusion, mensaje: { es: 'Hola', en: 'Hi' }, segmento: 'todos' },
          ADMIN,
        );
      }
    },
    () => {
      const dia = new Date(clock.now()).toISOString().slice(0, 10);
      return enviar('RegistrarConciliacion', { dia, transacciones: 1, hasta: ids, diferencias: [] }, SISTEMA);
    },
    async () => clock.advance(below(120) * 60_000),
    async () => clock.advance(below(40) * 3_600_000),
    impulsar,
    impulsar,
  ];

  await publicar(0);
  await enviar('PublicarHistoria', { historia: 'noche', alcance: 'nuevos' }, ADMIN);
  await enviar('HacerPublicacion', { publicacion: { id: 'aviso', chat: -100, mensaje: 7 } }, ADMIN);
  for (const usuarioId of GENTE) {
    const yo: Actor = { tipo: 'usuario', id: usuarioId };
    await enviar('RegistrarUsuario', { usuarioId, idioma: 'es', personal: SELLADO }, yo);
    await enviar('OtorgarBesitos', { usuarioId, cantidad: 120, razon: 'ajuste', nota: 'inicio' }, ADMIN);
  }
  await enviar('ReponerExistencias', { item: 'faro', cantidad: 3, motivo: 'inicio' }, ADMIN);
  await enviar(
    'CrearCodigo',
    { codigo: 'hola', recompensa: { besitos: 30, caducaEnDias: 1 }, usos: 3 },
    ADMIN,
  );

  return {
    store,
    bus,
    clock,
    catalogo,
    async seguir(pasos) {
      for (let paso = 0; paso < pasos; paso++) {
        const usuarioId = uno(...GENTE);
        await jugadas[below(jugadas.length)]!(usuarioId, { tipo: 'usuario', id: usuarioId });
      }
    },
  };
}
