/** What people press, ask for and get to see in private, tracked: names of screens and buttons, never what somebody wrote. */
import type { MiddlewareFn } from 'grammy';
import type { BotContext } from './contexto.ts';
import { COMANDOS_DEL_BOT } from './menus.ts';

type Peticion = { tipo: 'comando' | 'boton' | 'texto'; nombre: string };

/** Heads of buttons' data, by the name under which they are tracked. */
const BOTONES: Readonly<Record<string, string>> = {
  m: 'movimientos',
  rc: 'recibo',
  vs: 'vip-comprar',
  vc: 'vip-cancelar',
  vcs: 'vip-cancelar-si',
  i: 'item',
  c: 'item-comprar',
  e: 'item-comprar-estrellas',
  u: 'item-usar',
  us: 'item-usar-si',
  k: 'canjear-si',
  x: 'experiencia',
  xi: 'experiencia-iniciar',
  q: 'cuestionario',
  a: 'cuestionario-responder',
  h: 'historia-abrir',
  n: 'historia-desde-el-principio',
  d: 'decision',
  r: 'reaccion',
  rg: 'regalar-cantidad',
  rgo: 'regalar-otra-cantidad',
  rgl: 'regalar-si',
  rgs: 'regalos',
  rgv: 'regalo-enlace',
};
const PANTALLAS: ReadonlySet<string> = new Set([...COMANDOS_DEL_BOT, 'menu', ...Object.values(BOTONES)]);

export const seguir: MiddlewareFn<BotContext> = async (ctx, next) => {
  const { seguimiento } = ctx.deps;
  if (!seguimiento) return next();
  try {
    await next();
  } finally {
    const { usuarioId } = ctx.jugador;
    const peticion = peticionDe(ctx);
    const note = (tipo: string, propiedades: Record<string, string | number>) =>
      seguimiento.track({ tipo, usuarioId, propiedades });
    if (peticion && peticion.tipo !== 'texto') note(peticion.tipo, { nombre: peticion.nombre });
    if (ctx.error !== undefined) note('error', { codigo: ctx.error, tras: peticion?.nombre ?? 'otro' });
    else if ((ctx.pantallas ?? 0) > 0) note('pantalla', { nombre: peticion?.nombre ?? 'otro' });
  }
};

/** What an update asks for: a command, a button, or something in words, which stay unsaid. */
function peticionDe({ message, callbackQuery }: BotContext): Peticion | null {
  if (callbackQuery?.data !== undefined) {
    const head = callbackQuery.data.split(':', 1)[0]!;
    return { tipo: 'boton', nombre: conocida(BOTONES[head] ?? head) };
  }
  if (!message) return null;
  const command = /^\/([a-z]+)/.exec(message.text ?? '')?.[1];
  if (command === undefined) return { tipo: 'texto', nombre: 'texto' };
  return { tipo: 'comando', nombre: conocida(command) };
}

/** Forged buttons and commands that do not exist are all the same. */
const conocida = (nombre: string): string => (PANTALLAS.has(nombre) ? nombre : 'otro');
