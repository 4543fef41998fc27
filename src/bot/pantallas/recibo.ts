/** The receipt of an entry: everything by which it can be found in the log and checked, as text to copy. */
import { InlineKeyboard } from 'grammy';
import { recibo } from '../../queries/recibo.ts';
import type { BotContext } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';
import { lineaDe } from './cartera.ts';

/** By log position or event id; the newest entry when none is named. */
export async function pantallaRecibo(ctx: BotContext, cual?: string): Promise<Pantalla> {
  const aviso = await alDia(ctx, recibo);
  const { database } = ctx.deps;
  const { usuarioId } = ctx.jugador;
  const prueba = await recibo(database, usuarioId, cual?.toLowerCase());
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-movimientos'), 'movimientos')
    .text(ctx.t('boton-menu'), 'menu');
  if (!prueba) {
    const texto = ctx.t(cual === undefined ? 'movimientos-vacio' : 'recibo-desconocido');
    return { texto: texto + aviso, teclado };
  }
  const campos: [clave: string, valor: string | number][] = [
    ['evento', prueba.eventoId],
    ['stream', prueba.stream],
    ['revision', prueba.revision],
    ['posicion', prueba.posicion],
    ['orden', prueba.comandoId],
    ['actor', prueba.actorTipo],
    ['referencia', `${prueba.referenciaTipo} ${prueba.referenciaId}`],
    ['cuando', prueba.ocurridoEn],
  ];
  const apuntes = prueba.apuntes.map(({ cuenta, importe }) => `${conSigno(importe)}  ${cuenta}`);
  const bloque = [
    ...campos.map(([clave, valor]) => `${ctx.t(`recibo-${clave}`)}: ${valor}`),
    `${ctx.t('recibo-apuntes')}:`,
    ...apuntes,
  ].join('\n');
  return {
    texto:
      [ctx.t('recibo-titulo'), lineaDe(ctx, prueba), `<pre>${html(bloque)}</pre>`, ctx.t('recibo-nota')].join(
        '\n\n',
      ) + aviso,
    teclado,
  };
}

const conSigno = (importe: number): string => (importe < 0 ? `−${-importe}` : `+${importe}`);
