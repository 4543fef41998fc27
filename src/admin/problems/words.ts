/** Words for the values that errors carry as codes, such as why an item is not on sale. */
import type { Language } from '../language.ts';

/** Fields of an error's data whose value is one of those codes; every other value is shown as it is. */
export const CODED_FIELDS: ReadonlySet<string> = new Set(['motivo', 'estado', 'campo', 'tipo', 'pendiente']);

const word = (es: string, en: string): Record<Language, string> => ({ es, en });

export const VALUE_WORDS: Readonly<Record<string, Record<Language, string>>> = {
  // Kinds of content.
  fragmento: word('el fragmento', 'fragment'),
  experiencia: word('la experiencia', 'experience'),
  item: word('el ítem', 'item'),
  decision: word('la decisión', 'decision'),
  componente: word('el componente', 'component'),
  historia: word('la historia', 'story'),
  publicacion: word('la publicación', 'post'),
  codigo: word('el código', 'code'),
  ajuste: word('el ajuste', 'adjustment'),
  pago: word('el pago', 'payment'),
  compra: word('la compra', 'purchase'),
  reaccion: word('la reacción', 'reaction'),
  respuesta: word('la respuesta', 'answer'),
  cuestionario: word('el cuestionario', 'quiz'),
  // What has to end before an erasure.
  solicitud: word('la solicitud, que falta', 'the request, which is missing'),
  suscripcion: word('la suscripción', 'the subscription'),
  compras: word('compras', 'purchases'),
  canjes: word('canjes de códigos', 'redemptions of codes'),
  regalos: word('regalos en camino', 'gifts under way'),
  retenciones: word('besitos retenidos', 'besitos on hold'),
  // Why something cannot be had, delivered or redeemed.
  agotado: word('se agotó', 'sold out'),
  retirado: word('se retiró', 'withdrawn'),
  moneda: word('no se vende en esa moneda', 'not sold in that currency'),
  desconocido: word('no existe', 'there is no such thing'),
  ya_lo_tiene: word('ya lo tiene', 'owned already'),
  sin_usuario: word('no hay tal usuario', 'no such user'),
  pronto: word('todavía no', 'not yet'),
  caducado: word('caducó', 'expired'),
  // Why a referral does not count.
  uno_mismo: word('es la misma persona', 'it is the same person'),
  ya_referido: word('ya llegó por otra invitación', 'came by another referral'),
  ya_juega: word('ya jugaba', 'was playing already'),
  sin_calificar: word('el invitado aún no ha jugado lo bastante', 'the newcomer has not played enough yet'),
  maximo: word('quien invita llegó a su máximo', 'the referrer is at the maximum'),
  ya_premiado: word('ya se premió', 'rewarded already'),
  // What does not match an order.
  estrellas: word('las estrellas', 'Stars'),
  usuario: word('el usuario', 'the user'),
  // States of processes.
  inexistente: word('no existe', 'there is none'),
  ninguno: word('no existe', 'there is none'),
  solicitado: word('solicitado', 'requested'),
  aprobado: word('aprobado', 'approved'),
  rechazado: word('rechazado', 'rejected'),
  aplicado: word('aplicado', 'applied'),
  fallido: word('fallido', 'failed'),
  enviando: word('se está enviando', 'being sent'),
  detenida: word('detenida', 'stopped'),
  terminada: word('terminada', 'ended'),
  recibido: word('recibido', 'received'),
  rehusado: word('rehusado', 'refused'),
  entregado: word('entregado', 'delivered'),
  por_reembolsar: word('por reembolsar', 'to be refunded'),
  reembolsado: word('reembolsado', 'refunded'),
  cerrado: word('cerrado', 'closed'),
  eliminado: word('el usuario pidió que se borren sus datos', 'the user asked to be forgotten'),
};
