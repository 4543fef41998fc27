/** What the system does to a user by itself: lapsing, unlocking, archetypes, offers, the end of an erasure. */
import { z } from 'zod';
import { Cantidad, Slug } from '../../events/contenido.ts';
import { carteraDe, traspaso, UsuarioId } from '../../events/cuentas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { type EventoDeUsuario, Instante, Referencia } from '../../events/usuario/eventos.ts';
import { ARQUETIPOS } from '../../events/usuario/eventos-cuenta.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { caducar } from '../economia/movimientos.ts';
import { ContentNotFoundError, ErasurePendingError } from '../errores.ts';
import { conocido, FALLA_VIGENTE, vigente } from '../usuario/activo.ts';

export const CaducarBesitos = comandoDeUsuario({
  tipo: 'CaducarBesitos',
  resumen: 'Promotional besitos whose time is over leave the wallet.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'none',
  emite: ['BesitosGastados'],
  falla: ['USER_NOT_FOUND'],
  decide: (estado, _datos, mundo) => caducar(conocido(estado), mundo),
});

export const DesbloquearContenido = comandoDeUsuario({
  tipo: 'DesbloquearContenido',
  resumen: 'What an item opens is opened for the user who bought it.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    contenidos: z.array(Slug).min(1).max(16),
    referencia: Referencia,
  }),
  limite: 'none',
  emite: ['ContenidoDesbloqueado'],
  falla: [...FALLA_VIGENTE],
  decide(estado, { contenidos, referencia }) {
    const usuario = vigente(estado);
    return contenidos
      .filter((contenido) => !usuario.desbloqueados[contenido])
      .map((contenido) => ({ type: 'ContenidoDesbloqueado' as const, data: { contenido, referencia } }));
  },
});

export const AsignarArquetipo = comandoDeUsuario({
  tipo: 'AsignarArquetipo',
  resumen: 'How a user behaves, as computed from their events, has changed.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    arquetipo: z.enum(ARQUETIPOS),
    puntaje: z.int().min(0).max(100),
  }),
  limite: 'none',
  emite: ['ArquetipoAsignado'],
  falla: [...FALLA_VIGENTE],
  decide(estado, { arquetipo, puntaje }) {
    if (vigente(estado).arquetipo === arquetipo) return [];
    return [{ type: 'ArquetipoAsignado', data: { arquetipo, puntaje } }];
  },
});

export const HacerOferta = comandoDeUsuario({
  tipo: 'HacerOferta',
  resumen: 'A user is offered an item at a price of their own, until an instant.',
  de: ['sistema', 'admin'],
  schema: z.strictObject({ usuarioId: UsuarioId, item: Slug, precio: Cantidad, hasta: Instante }),
  limite: 'none',
  emite: ['OfertaHecha'],
  falla: [...FALLA_VIGENTE, 'CONTENT_NOT_FOUND'],
  decide(estado, { item, precio, hasta }, { catalogo, ahora, comandoId }) {
    const usuario = vigente(estado);
    if (!catalogo.item(item)) throw new ContentNotFoundError('item', item);
    const known = usuario.ofertas[item];
    if (known && ahora < known.hasta && known.precio <= precio) return [];
    return [{ type: 'OfertaHecha', data: { oferta: comandoId, item, precio, hasta } }];
  },
});

/** The last step of an erasure: everything that was under way has ended. */
export const EliminarUsuario = comandoDeUsuario({
  tipo: 'EliminarUsuario',
  resumen: 'The last step of an erasure: the wallet lapses, and the user is gone.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId }),
  limite: 'none',
  emite: ['BesitosGastados', 'UsuarioEliminado'],
  falla: ['USER_NOT_FOUND', 'ERASURE_PENDING'],
  decide(estado, _datos, mundo) {
    if (estado.estado === 'eliminado') return [];
    const usuario = conocido(estado);
    const pendiente = pendienteDe(usuario, mundo.ahora);
    if (pendiente.length > 0) throw new ErasurePendingError(pendiente);
    return [...vaciar(usuario), { type: 'UsuarioEliminado', data: {} }];
  },
});

/** What has to end before the user can be erased. */
export function pendienteDe(usuario: UsuarioActivo, ahora: string): string[] {
  const pendiente: string[] = [];
  if (!usuario.eliminacion) pendiente.push('solicitud');
  const { vip } = usuario;
  if (vip && ahora < vip.hasta && (vip.renovacion === 'activa' || vip.renovacion === 'cancelando'))
    pendiente.push('suscripcion');
  if (Object.keys(usuario.compras).length > 0) pendiente.push('compras');
  if (Object.keys(usuario.canjes).length > 0) pendiente.push('canjes');
  if (Object.keys(usuario.regalosEnCamino).length > 0) pendiente.push('regalos');
  if (Object.keys(usuario.retenciones).length > 0) pendiente.push('retenciones');
  return pendiente;
}

function vaciar({ id, saldo }: UsuarioActivo): EventoDeUsuario[] {
  if (saldo === 0) return [];
  return [
    {
      type: 'BesitosGastados',
      data: {
        cantidad: saldo,
        razon: 'caducidad',
        referencia: { tipo: 'caducidad', id: 'eliminacion' },
        apuntes: traspaso(carteraDe(id), 'sistema:caducado', saldo),
      },
    },
  ];
}
