/** Writes to people by itself: notices and broadcasts, in their language, where they can be written to. */
import { type Api, GrammyError, InlineKeyboard } from 'grammy';
import type { Catalogo } from '../events/catalogo.ts';
import type { Idioma } from '../events/usuario/eventos.ts';
import { html, type Textos, type Variables } from './textos.ts';

/** A notice: its kind names the text, the rest are the facts in it. */
export type Noticia = { tipo: string } & Readonly<Record<string, string | number>>;

export interface Mensajero {
  /** False when the person cannot be written to any more. @throws when it is not known whether it arrived */
  aviso(destino: { chatId: number; idioma: Idioma }, noticia: Noticia): Promise<boolean>;
  texto(
    destino: { chatId: number; idioma: Idioma },
    mensaje: Readonly<Record<Idioma, string>>,
  ): Promise<boolean>;
}

/** Where the button of a notice leads. */
const DESTINOS: Readonly<Record<string, string>> = {
  regalo_recibido: 'saldo',
  regalo_devuelto: 'saldo',
  referido_premiado: 'saldo',
  referido_calificado: 'saldo',
  compra_reembolsada: 'movimientos',
  vip_otorgado: 'historia',
  vip_renovado: 'historia',
  oferta: 'tienda',
};

export function createMensajero(api: Api, textos: Textos, catalogo: Catalogo): Mensajero {
  async function enviar(chatId: number, texto: string, teclado?: InlineKeyboard): Promise<boolean> {
    try {
      await api.sendMessage(chatId, texto, {
        parse_mode: 'HTML',
        ...(teclado && { reply_markup: teclado }),
      });
      return true;
    } catch (error) {
      // Blocked the bot, deleted the account, or the chat is gone: nothing arrived, and nothing will.
      if (error instanceof GrammyError && (error.error_code === 403 || error.error_code === 400))
        return false;
      throw error;
    }
  }

  function variablesDe(idioma: Idioma, { tipo: _tipo, ...hechos }: Noticia): Variables {
    const { item, experiencia, hasta, arquetipo, ...rest } = hechos;
    const pieza =
      (item !== undefined && catalogo.item(String(item))) ||
      (experiencia !== undefined && catalogo.experiencia(String(experiencia))) ||
      undefined;
    return {
      ...rest,
      titulo: html(pieza?.titulo[idioma] ?? String(item ?? experiencia ?? '')),
      fecha: String(hasta ?? '').slice(0, 10),
      ...(arquetipo !== undefined && { arquetipo: textos(idioma, `arquetipo-${arquetipo}`) }),
    };
  }

  return {
    aviso({ chatId, idioma }, noticia) {
      const destino = DESTINOS[noticia.tipo];
      const teclado = destino
        ? new InlineKeyboard().text(textos(idioma, 'noticia-boton-ver'), destino)
        : undefined;
      return enviar(chatId, textos(idioma, `noticia-${noticia.tipo}`, variablesDe(idioma, noticia)), teclado);
    },
    texto: ({ chatId, idioma }, mensaje) => enviar(chatId, html(mensaje[idioma])),
  };
}
