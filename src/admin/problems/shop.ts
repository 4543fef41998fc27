/** Items, their stock, orders, and payments in Telegram Stars. */
import { problem } from './kind.ts';

export const SHOP_PROBLEMS = {
  ITEM_NOT_AVAILABLE: problem(
    409,
    ['Ítem no disponible', 'El ítem {item} no está a la venta: {motivo}.'],
    ['Item not available', 'Item {item} is not on sale: {motivo}.'],
  ),
  ALREADY_OWNED: problem(
    409,
    ['Ya lo tiene', 'El usuario ya tiene {item}; no se ha cobrado nada.'],
    ['Owned already', 'The user owns {item} already; nothing was charged.'],
  ),
  PRICE_CHANGED: problem(
    409,
    ['El precio ha cambiado', '{item} cuesta {actual}, no {mostrado}; no se ha cobrado nada.'],
    ['The price changed', '{item} costs {actual}, not {mostrado}; nothing was charged.'],
  ),
  ITEM_NOT_OWNED: problem(
    409,
    ['No lo tiene', 'El usuario no tiene {item}.'],
    ['Not owned', 'The user does not have {item}.'],
  ),
  ITEM_NOT_USABLE: problem(
    422,
    ['No se puede usar', '{item} no es un ítem que se gaste al usarlo.'],
    ['Not usable', '{item} is not an item that is used up.'],
  ),
  PURCHASE_IN_PROGRESS: problem(
    409,
    ['Compra en curso', 'El usuario ya está comprando {item}.'],
    ['Purchase under way', 'The user is buying {item} already.'],
  ),
  RESERVATION_RELEASED: problem(
    409,
    ['Reserva liberada', 'La reserva {reserva} se liberó y ya no vale.'],
    ['Reservation released', 'Reservation {reserva} was released and holds no more.'],
  ),
  ORDER_NOT_FOUND: problem(
    404,
    ['Pedido no encontrado', 'No hay ningún pedido {pedido} abierto.'],
    ['Order not found', 'No order {pedido} is open.'],
  ),
  ORDER_MISMATCH: problem(
    422,
    ['El pago no es el del pedido', 'El pedido {pedido} no coincide en: {campo}.'],
    ['Not what was ordered', 'Order {pedido} does not match in: {campo}.'],
  ),
  ORDER_EXPIRED: problem(
    410,
    ['Pedido caducado', 'El pedido {pedido} ha caducado; hay que hacer otro.'],
    ['Order expired', 'Order {pedido} has expired; make another.'],
  ),
  PAYMENT_STATE: problem(
    409,
    ['El pago no lo permite', 'El estado del pago es: {estado}.'],
    ['Not in this state', 'The state of the payment is: {estado}.'],
  ),
  PAYMENT_UNDELIVERABLE: problem(
    409,
    ['Pago sin entrega posible', 'Lo pagado no se puede entregar y se reembolsa: {motivo}.'],
    ['Payment cannot be delivered', 'What was paid for cannot be delivered and is refunded: {motivo}.'],
  ),
};
