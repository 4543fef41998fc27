/** `besitos as-of <user|shop>`: what the log says a user, or the shop, was at an instant or a log position. */
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import type { Corte, Marca } from '../../queries/momento/corte.ts';
import { MomentError } from '../../queries/momento/errores.ts';
import { type TiendaEnMomento, tiendaEnMomento } from '../../queries/momento/tienda.ts';
import { type UsuarioEnMomento, usuarioEnMomento } from '../../queries/momento/usuario.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

interface Options {
  at?: string;
  position?: bigint;
  user?: string;
}

export function registerAsOf(program: Command): void {
  program
    .command('as-of')
    .description('a user or the shop as of an instant or a log position, folded from the log itself')
    .argument('<who>', 'id of a user, or `shop`', whoOf)
    .option('--at <instant>', 'ISO 8601 with its zone, as in 2026-03-14T12:00:00Z', instantOf)
    .option('--position <n>', 'position in the log', positionOf)
    .option('--user <id>', 'of the shop: also what this user was offered and owned', userOf)
    .action(async (who: string, options: Options, command: Command) => {
      const corte = corteOf(options);
      if (corte === null)
        return command.error('name the moment by --at or by --position, and by one of them');
      if (who !== 'shop' && options.user !== undefined) return command.error('--user goes with `shop`');
      const json = wantsJson(command);
      await withServices(async ({ store, clock }) => {
        const ahora = new Date(clock.now()).toISOString();
        try {
          if (who === 'shop') {
            const tienda = await tiendaEnMomento(store, corte, { ahora, usuarioId: options.user });
            if (json) printJson(tienda);
            else printShop(tienda);
          } else {
            const usuario = await usuarioEnMomento(store, who, corte, { ahora });
            if (json) printJson(usuario);
            else printUser(usuario);
          }
        } catch (error) {
          if (!(error instanceof MomentError)) throw error;
          const { code, message, data } = error;
          if (json) printJson({ code, message, data });
          else print(`✖ ${message}  [${code}]`);
          process.exitCode = 1;
        }
      });
    });
}

function corteOf({ at, position }: Options): Corte | null {
  if ((at === undefined) === (position === undefined)) return null;
  return at === undefined ? { posicion: position! } : { en: at };
}

function parsed<Value>(schema: z.ZodType<Value>, what: string): (text: string) => Value {
  return (text) => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`not ${what}`);
    return result.data;
  };
}

const whoOf = parsed(z.union([z.literal('shop'), UsuarioId]), 'the id of a user, nor `shop`');
const userOf = parsed(UsuarioId, 'the id of a user');
const positionOf = parsed(
  z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(BigInt),
  'a position of the log',
);
const instantOf = parsed(
  z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  'an instant',
);

const placeOf = ({ tipo, eventoId, stream, revision, posicion, ocurridoEn }: Marca): string =>
  `${tipo} ${eventoId} (${stream}@${revision}, position ${posicion}, ${ocurridoEn})`;

function printUser(usuario: UsuarioEnMomento): void {
  const { saldo, caducados, disponible, retenido, lotes, vip } = usuario;
  print(`User ${usuario.usuarioId}, taken after ${placeOf(usuario.tomadoEn)}.`);
  print(`What lapses was taken at ${usuario.evaluadoEn}.`);
  print();
  print(
    `balance      ${saldo}${caducados > 0 ? `, of which ${caducados} had lapsed: ${disponible} to spend` : ''}`,
  );
  print(`on hold      ${retenido}`);
  for (const { cantidad, caduca, vigente } of lotes)
    print(`lot          ${cantidad}, ${vigente ? 'lapses' : 'lapsed'} ${caduca}`);
  print(`level        ${usuario.nivel} (${usuario.ganado} earned)`);
  print(`VIP          ${vip ? `${vip.vigente ? 'until' : 'ended'} ${vip.hasta}` : 'never'}`);
  if (usuario.suspendido) print('suspended');
  for (const { item, cantidad } of usuario.inventario) print(`item         ${item} × ${cantidad}`);
  for (const { historia, fragmento, edicion } of usuario.historias)
    print(`story        ${historia} at ${fragmento}${edicion === null ? '' : `, edition ${edicion}`}`);
  for (const { experiencia, completados, total, terminada } of usuario.experiencias)
    print(`experience   ${experiencia} ${completados.length}/${total}${terminada ? ', finished' : ''}`);
}

function printShop({ tomadoEn, evaluadoEn, usuario, items }: TiendaEnMomento): void {
  print(`The shop, taken after ${placeOf(tomadoEn)}.`);
  if (usuario) print(`User ${usuario.usuarioId}, taken after ${placeOf(usuario.tomadoEn)}.`);
  print(`What lapses was taken at ${evaluadoEn}.`);
  print();
  for (const { item, tipo, precio, estrellas, existencias, retirado, vip, suyo } of items) {
    const notes = [
      `${precio} besitos`,
      ...(estrellas === null ? [] : [`${estrellas} Stars`]),
      ...(existencias ? [`${existencias.disponibles} left, ${existencias.reservadas} reserved`] : []),
      ...(vip ? ['VIP'] : []),
      ...(retirado ? ['withdrawn'] : []),
      ...(suyo?.oferta ? [`offered at ${suyo.oferta.precio} until ${suyo.oferta.hasta}`] : []),
      ...(suyo && suyo.cantidad > 0 ? [`owned × ${suyo.cantidad}`] : []),
    ];
    print(`${item} (${tipo}): ${notes.join(', ')}`);
  }
}
