# VIP, pagos en estrellas y lo que se dice antes y después de ellos.

vip-ficha =
    👑 <b>VIP</b>

    Abre las páginas, las experiencias y los objetos marcados con 👑, en cuanto pagas.

    Precio: <b>{ $estrellas } ⭐</b> cada { $dias } días, con estrellas de Telegram. Se renueva sola; puedes cancelarla cuando quieras y el tiempo pagado sigue siendo tuyo.
vip-estado-no = Ahora no eres VIP.
vip-estado-renueva = ✅ Eres VIP hasta el <b>{ $hasta }</b>. Ese día se renueva por { $estrellas } ⭐.
vip-estado-cancelando = ✅ Eres VIP hasta el <b>{ $hasta }</b>. Has cancelado: no se renovará. Telegram lo está confirmando.
vip-estado-termina = ✅ Eres VIP hasta el <b>{ $hasta }</b>. No se renueva.
vip-estado-regalado = ✅ Eres VIP hasta el <b>{ $hasta }</b>, por cortesía de la casa. No se te cobrará nada.
boton-vip-suscribir = 👑 Suscribirme por { $estrellas } ⭐
boton-vip-cancelar = Cancelar la renovación
boton-vip-cancelar-si = Sí, cancelar la renovación
boton-vip-cancelar-no = No, sigo siendo VIP
vip-cancelar =
    <b>¿Cancelar la renovación?</b>

    Seguirás siendo VIP hasta el <b>{ $hasta }</b> y no se te volverá a cobrar. Después, las páginas 👑 se cierran; lo que leíste y compraste se queda contigo.
vip-cancelado =
    Hecho: no se te volverá a cobrar.

    Sigues siendo VIP hasta el <b>{ $hasta }</b>. Si cambias de idea, en /vip puedes volver.

factura-vip-titulo = VIP en Besitos
factura-vip-descripcion = { $dias } días de páginas, experiencias y objetos VIP. Se renueva sola y se cancela cuando quieras.
factura-vip =
    👑 <b>Tu suscripción está lista</b>

    Pulsa para pagar <b>{ $estrellas } ⭐</b>. En cuanto Telegram lo confirme, se abren las páginas 👑.

    <i>Esta factura vale hasta el { $hasta }.</i>
factura-item =
    🧾 <b>{ $titulo }</b>

    Pulsa para pagar <b>{ $estrellas } ⭐</b>. En cuanto Telegram lo confirme, es tuyo.

    <i>Esta factura vale hasta el { $hasta }.</i>
boton-pagar = Pagar { $estrellas } ⭐

pago-vip =
    👑 <b>Gracias. Eres VIP hasta el { $hasta }.</b>

    Las páginas 👑 ya están abiertas. En /vip ves cómo está tu suscripción y puedes cancelarla.
pago-item =
    { $icono } <b>{ $titulo }</b> es tuyo. Gracias.

    Has pagado { $estrellas } ⭐.
pago-pendiente =
    Hemos recibido tus { $estrellas } ⭐. Gracias.

    La entrega tarda un poco más de lo normal. No tienes que hacer nada: llega sola, o te devolvemos las estrellas.
pago-devuelto =
    ↩️ <b>Te devolvemos tus { $estrellas } ⭐.</b>

    { $motivo }
pago-motivo-sin_usuario = No sabemos a quién entregarlo: escribe /start y prueba otra vez.
pago-motivo-sin_pedido = La factura no era de aquí o ya no vale.
pago-motivo-ya_lo_tiene = Ya lo tenías.
pago-motivo-agotado = Se agotó mientras pagabas.
pago-motivo-retirado = Ya no está a la venta.
pago-motivo-eliminado = Estás borrando tus datos, y no queda dónde entregarlo.
pago-reembolsado = ↩️ Telegram te ha devuelto <b>{ $estrellas } ⭐</b>. Lo que habías comprado con ellas ya no cuenta.
