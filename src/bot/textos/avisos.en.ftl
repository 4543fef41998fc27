# Notices that the bot sends by itself. Variables come escaped for HTML.

noticia-regalo_recibido = 🎁 Somebody gave you <b>{ $cantidad }</b> { -moneda }. They are in your wallet.
noticia-regalo_entregado = 🎁 Your gift has arrived.
noticia-regalo_devuelto = { $motivo ->
    [caducado] ↩️ Nobody took your gift in time: the besitos are back in your wallet.
    [suspendido] ↩️ The receiver of your gift cannot take it now: the besitos are back in your wallet.
   *[otro] ↩️ Your gift could not arrive: the besitos are back in your wallet.
}
noticia-referido_premiado = 🤝 Somebody you brought is really playing.{ $premio ->
    [0] {" "}You had reached today's limit of besitos.
   *[otro] {" "}<b>+{ $premio }</b> { -moneda } for you.
}
noticia-referido_calificado = 🤝 You are one of us now.{ $premio ->
    [0] {""}
   *[otro] {" "}<b>+{ $premio }</b> { -moneda } to welcome you.
}
noticia-compra_cancelada = Your purchase of <b>{ $titulo }</b> could not be made; nothing was charged.
noticia-compra_reembolsada = { $moneda ->
    [estrellas] ↩️ You get back the Stars for <b>{ $titulo }</b> ({ $precio } ⭐). Telegram confirms it in a moment.
   *[besitos] ↩️ You got back the { $precio } { -moneda } for <b>{ $titulo }</b>.
}
noticia-vip_otorgado = 👑 You have VIP access until <b>{ $fecha }</b>. The VIP pages are open.
noticia-vip_renovado = 👑 Your VIP goes on: now until <b>{ $fecha }</b>.
noticia-vip_terminado = 👑 Your VIP access has ended. What you read and bought stays yours.
noticia-vip_por_vencer = 👑 Your VIP ends on <b>{ $fecha }</b> and does not renew. Go on with it in /vip.
noticia-oferta = 🏷 For you alone: <b>{ $titulo }</b> for { $precio } { -moneda } until { $fecha }.
noticia-arquetipo = 🎭 By the way you play, you are <b>{ $arquetipo }</b>. See it in /perfil.
noticia-experiencia_completada = 🏁 <b>{ $titulo }</b> completed.
noticia-ajuste = We adjusted your balance: { $importe } { -moneda }.
noticia-suspendido = ⛔️ Your account is suspended. If you think this is a mistake, answer here to reach support.
noticia-reactivado = ✅ Your account is active again.
noticia-boton-ver = See it

arquetipo-explorador = an explorer
arquetipo-romantico = a romantic
arquetipo-coleccionista = a collector
arquetipo-social = a social one
arquetipo-competidor = a competitor
