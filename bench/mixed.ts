/** A seeded stream of mixed commands, as people of many kinds would send them: valid for the most part, some refused. */
import type { CommandBus, Orden, Resultado } from '../src/commands/bus.ts';
import { CommandError } from '../src/commands/errores.ts';
import type { Catalogo } from '../src/events/catalogo.ts';
import { uuidFrom } from '../src/platform/ids.ts';

const NAMESPACE = '0f6b8f3e-3c55-4f0a-9d53-6a3f1f1f7a10';
const ACTOR = { tipo: 'sistema', id: 'mixed-load' } as const;

/** Mulberry32: a small generator whose whole state is its seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Player {
  usuarioId: string;
  registered: boolean;
  fragmento: string | null;
  experiences: Map<string, number>;
}

export interface MixedPlayer {
  /** The next command; its id is derived from the seed and its number. */
  next(): Orden;
  /** What came of a command: moves the model of the user on. */
  settle(orden: Orden, resultado: Resultado | null): void;
}

export function createMixedPlayer(options: { catalogo: Catalogo; users: number; seed: number }): MixedPlayer {
  const { catalogo, seed } = options;
  const random = seededRandom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  const players: Player[] = Array.from({ length: options.users }, (_unused, index) => ({
    usuarioId: uuidFrom(NAMESPACE, `${seed}/user/${index}`),
    registered: false,
    fragmento: null,
    experiences: new Map(),
  }));
  const byId = new Map(players.map((player) => [player.usuarioId, player]));
  const start = catalogo.portadas()[0]!;
  const items = catalogo.items();
  const experiencias = catalogo.experiencias();
  let count = 0;

  function choose(player: Player): Pick<Orden, 'tipo' | 'datos'> {
    const { usuarioId } = player;
    if (!player.registered)
      return {
        tipo: 'RegistrarUsuario',
        datos: { usuarioId, idioma: pick(['es', 'en']), personal: `v1.${'A'.repeat(80)}` },
      };
    const dice = random();
    const fragmento = player.fragmento === null ? undefined : catalogo.fragmento(player.fragmento);
    if (!fragmento || fragmento.decisiones.length === 0 || dice < 0.02)
      return { tipo: 'AbrirFragmento', datos: { usuarioId, fragmento: start.id } };
    if (dice < 0.5)
      return {
        tipo: 'TomarDecision',
        datos: { usuarioId, fragmento: fragmento.id, decision: pick(fragmento.decisiones).id },
      };
    if (dice < 0.66)
      return {
        tipo: 'Reaccionar',
        datos: { usuarioId, fragmento: fragmento.id, emoji: pick(['❤️', '🔥', '👏']) },
      };
    if (dice < 0.7) return { tipo: 'ReclamarRegaloDiario', datos: { usuarioId } };
    if (dice < 0.84) {
      const item = pick(items);
      return { tipo: 'ComprarItem', datos: { usuarioId, item: item.id, precio: item.precio } };
    }
    if (dice < 0.88)
      return { tipo: 'IniciarExperiencia', datos: { usuarioId, experiencia: pick(experiencias).id } };
    if (dice < 0.94) {
      const experiencia = pick(experiencias);
      const paso =
        experiencia.componentes[player.experiences.get(experiencia.id) ?? 0] ?? experiencia.componentes[0]!;
      const respuesta = paso.tipo === 'cuestionario' ? { respuesta: paso.correcta } : {};
      return {
        tipo: 'CompletarComponente',
        datos: { usuarioId, experiencia: experiencia.id, componente: paso.id, ...respuesta },
      };
    }
    return {
      tipo: 'OtorgarBesitos',
      datos: { usuarioId, cantidad: 1 + Math.floor(random() * 50), razon: 'ajuste', nota: 'mixed load' },
    };
  }

  return {
    next() {
      const player = count < players.length ? players[count]! : pick(players);
      const id = uuidFrom(NAMESPACE, `${seed}/command/${count++}`);
      return { id, actor: ACTOR, ...choose(player) } as Orden;
    },
    settle(orden, resultado) {
      const player = byId.get((orden.datos as { usuarioId: string }).usuarioId)!;
      for (const { type, data } of resultado?.eventos ?? []) {
        if (type === 'UsuarioRegistrado') player.registered = true;
        if (type === 'FragmentoAbierto') player.fragmento = data.fragmento;
        if (type === 'DecisionTomada') player.fragmento = data.destino;
        if (type === 'ComponenteCompletado') player.experiences.set(data.experiencia, data.completados);
      }
    },
  };
}

/** Sends mixed commands with 64 in flight until the log has grown by `events`. */
export async function playMixed(options: {
  bus: CommandBus;
  catalogo: Catalogo;
  events: number;
  users: number;
  seed: number;
}): Promise<{ events: number; byType: Map<string, number> }> {
  const { bus, catalogo, users, seed } = options;
  const player = createMixedPlayer({ catalogo, users, seed });
  const byType = new Map<string, number>();
  let events = 0;
  const lane = async () => {
    while (events < options.events) {
      const orden = player.next();
      const resultado = await bus.execute(orden).catch((error: unknown) => {
        if (error instanceof CommandError) return null;
        throw error;
      });
      player.settle(orden, resultado);
      for (const { type } of resultado?.eventos ?? []) {
        events += 1;
        byType.set(type, (byType.get(type) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  return { events, byType };
}
