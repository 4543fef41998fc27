/**
 * The erasure of a user: the subscription is cancelled at Telegram, everything under way comes to its end, the wallet
 * lapses, and only then are the key and the way to the person destroyed. Each step may be taken again.
 */
import type { KeyStore } from '../../platform/keystore/keystore.ts';
import type { Tareas } from '../tareas.ts';
import { impulsarCanje } from './canje.ts';
import { asentar, impulsarCompra } from './compra.ts';
import { ordenar, pasoDe, rechazo, usuarioDe } from './entorno.ts';
import type { EntornoDePagos } from './pago.ts';
import { cerrarPedido } from './pedido.ts';
import { impulsarRegalo } from './regalo.ts';
import { cancelarSuscripcion } from './usuario.ts';

const AGAIN_AFTER_MS = 3_600_000;

export async function eliminar(
  entorno: EntornoDePagos & { keyStore: KeyStore },
  { usuarioId }: Tareas['eliminacion'],
): Promise<{ otraVez: string } | undefined> {
  const usuario = await usuarioDe(entorno, usuarioId);
  if (usuario) {
    if (!usuario.eliminacion) return undefined;
    if (usuario.vip?.renovacion === 'activa' && usuario.vip.pago)
      await rechazo(
        ordenar(
          entorno,
          pasoDe(usuarioId, usuario.vip.pago),
          'CancelarVip',
          { usuarioId },
          `cancelar/${usuario.vip.hasta}`,
        ),
      );
    await cancelarSuscripcion(entorno, { usuarioId });
    for (const [compra, { item }] of Object.entries(usuario.compras))
      await impulsarCompra(entorno, { usuarioId, compra, item });
    // What had ended before: nobody can tell the stock how, once the user is gone.
    for (const [compra, { item, como }] of Object.entries(usuario.comprasCerradas))
      await asentar(entorno, compra, item, como);
    for (const [canje, { codigo }] of Object.entries(usuario.canjes))
      await impulsarCanje(entorno, { usuarioId, canje, codigo });
    for (const [pedido, { objeto }] of Object.entries(usuario.pedidos))
      await cerrarPedido(entorno, { usuarioId, pedido, item: objeto.tipo === 'item' ? objeto.item : null });
    for (const regalo of Object.keys(usuario.regalosEnCamino))
      await impulsarRegalo(entorno, { usuarioId, regalo });
    const codigo = await rechazo(ordenar(entorno, usuarioId, 'EliminarUsuario', { usuarioId }));
    if (codigo === 'ERASURE_PENDING')
      return { otraVez: new Date(entorno.clock.now() + AGAIN_AFTER_MS).toISOString() };
  }
  await entorno.keyStore.destroy(usuarioId);
  return undefined;
}
