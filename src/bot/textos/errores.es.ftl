# Por qué no ha podido ser: compras, pagos, regalos, códigos y cuentas.

error-USER_SUSPENDED = ⛔️ Tu cuenta está suspendida: puedes mirar lo tuyo, pero no jugar. Si crees que es un error, escribe a soporte. Cancelar VIP y borrar tus datos siguen en tu mano.
error-ERASURE_IN_PROGRESS = 🕯 Estamos borrando tus datos, y ya no se puede hacer nada más con esta cuenta. En cuanto termine, puedes empezar de cero con /start.
error-SUSPICIOUS_ACTIVITY = 🧊 Estamos revisando tu cuenta porque hemos visto actividad poco habitual. Mientras tanto no puedes gastar; leer y ganar, sí. Lo mira una persona y no tienes que hacer nada.
error-ITEM_NOT_OWNED = Ya no te queda ninguno.
error-ITEM_NOT_USABLE = Eso no se gasta: con tenerlo basta.
error-PURCHASE_IN_PROGRESS = Ya lo estás comprando. Te avisamos en cuanto se cierre.
error-RESERVATION_RELEASED = Esa reserva ya se había soltado. No se ha cobrado nada: prueba otra vez.
error-ORDER_NOT_FOUND = Esa factura ya no vale, o no es tuya. Pide otra en el bot.
error-ORDER_MISMATCH = Esa factura no coincide con lo que pediste. Pide otra en el bot.
error-ORDER_EXPIRED = Esa factura ha caducado. Pide otra en el bot: no se te ha cobrado nada.
error-NOT_SUBSCRIBED = No tienes ninguna suscripción que se renueve.
error-ALREADY_SUBSCRIBED = Ya estás suscrito hasta el { $hasta }, y se renueva sola.
error-GIFT_TO_SELF = Ese regalo es tuyo: mándale el enlace a otra persona.
error-GIFT_AMOUNT = Se pueden regalar de { $minimo } a { $maximo } besitos de una vez.
error-GIFT_NOT_FOUND = Ese regalo ya no está: o lo ha abierto alguien, o ha vuelto a quien lo envió.
error-GIFT_TAKEN = Alguien ha sido más rápido: ese regalo ya tiene dueño.
error-GIFT_EXPIRED = Ese regalo ha caducado y vuelve a quien lo envió.
error-CODE_NOT_ACTIVE = { $motivo ->
    [pronto] Ese código todavía no vale. Guárdalo para más adelante.
    [caducado] Ese código ha caducado.
   *[desconocido] Ese código no existe. Revisa cómo está escrito.
}
error-CODE_ALREADY_REDEEMED = Ese código ya lo has usado.
error-CODE_EXHAUSTED = Ese código se ha agotado.
error-REFERRAL_NOT_ALLOWED = Esa invitación no cuenta.
error-POST_NOT_ACTIVE = Esa publicación ya no da besitos.
