# VIP, payments in Stars, and what is said before and after them.

vip-ficha =
    👑 <b>VIP</b>

    Opens the pages, experiences and things marked with 👑, as soon as you pay.

    Price: <b>{ $estrellas } ⭐</b> every { $dias } days, in Telegram Stars. It renews by itself; cancel whenever you like, and the time you paid for stays yours.
vip-estado-no = You are not VIP now.
vip-estado-renueva = ✅ You are VIP until <b>{ $hasta }</b>. On that day it renews for { $estrellas } ⭐.
vip-estado-cancelando = ✅ You are VIP until <b>{ $hasta }</b>. You have cancelled: it will not renew. Telegram is confirming that.
vip-estado-termina = ✅ You are VIP until <b>{ $hasta }</b>. It does not renew.
vip-estado-regalado = ✅ You are VIP until <b>{ $hasta }</b>, with our compliments. Nothing will be charged.
boton-vip-suscribir = 👑 Subscribe for { $estrellas } ⭐
boton-vip-cancelar = Cancel the renewal
boton-vip-cancelar-si = Yes, cancel the renewal
boton-vip-cancelar-no = No, I stay VIP
vip-cancelar =
    <b>Cancel the renewal?</b>

    You stay VIP until <b>{ $hasta }</b> and will not be charged again. After that the 👑 pages close; what you read and bought stays with you.
vip-cancelado =
    Done: you will not be charged again.

    You stay VIP until <b>{ $hasta }</b>. If you change your mind, /vip takes you back.

factura-vip-titulo = VIP in Besitos
factura-vip-descripcion = { $dias } days of VIP pages, experiences and things. Renews by itself; cancel whenever you like.
factura-vip =
    👑 <b>Your subscription is ready</b>

    Tap to pay <b>{ $estrellas } ⭐</b>. As soon as Telegram confirms it, the 👑 pages open.

    <i>This invoice is good until { $hasta }.</i>
factura-item =
    🧾 <b>{ $titulo }</b>

    Tap to pay <b>{ $estrellas } ⭐</b>. As soon as Telegram confirms it, it is yours.

    <i>This invoice is good until { $hasta }.</i>
boton-pagar = Pay { $estrellas } ⭐

pago-vip =
    👑 <b>Thank you. You are VIP until { $hasta }.</b>

    The 👑 pages are open. /vip shows how your subscription stands, and lets you cancel it.
pago-item =
    { $icono } <b>{ $titulo }</b> is yours. Thank you.

    You paid { $estrellas } ⭐.
pago-pendiente =
    Your { $estrellas } ⭐ have arrived. Thank you.

    Delivery takes a little longer than usual. There is nothing for you to do: it comes by itself, or your Stars come back.
pago-devuelto =
    ↩️ <b>Your { $estrellas } ⭐ are on their way back.</b>

    { $motivo }
pago-motivo-sin_usuario = We do not know whom to give it to: send /start and try again.
pago-motivo-sin_pedido = The invoice was not ours, or is not good any more.
pago-motivo-ya_lo_tiene = You had it already.
pago-motivo-agotado = It sold out while you were paying.
pago-motivo-retirado = It is not for sale any more.
pago-motivo-eliminado = Your data is being erased, and there is nowhere left to deliver it.
pago-reembolsado = ↩️ Telegram has given you back <b>{ $estrellas } ⭐</b>. What you had bought with them no longer counts.
