# Avisos que el bot envía por sí mismo. Las variables llegan ya escapadas para HTML.

noticia-regalo_recibido = 🎁 Te han regalado <b>{ $cantidad }</b> { -moneda }. Ya están en tu saldo.
noticia-regalo_entregado = 🎁 Tu regalo ha llegado.
noticia-regalo_devuelto = { $motivo ->
    [caducado] ↩️ Nadie recogió tu regalo a tiempo: los besitos han vuelto a tu saldo.
    [suspendido] ↩️ Quien debía recibir tu regalo no puede ahora: los besitos han vuelto a tu saldo.
   *[otro] ↩️ Tu regalo no ha podido llegar: los besitos han vuelto a tu saldo.
}
noticia-referido_premiado = 🤝 Alguien que trajiste ya juega de verdad.{ $premio ->
    [0] {" "}Hoy ya llegaste al límite de besitos.
   *[otro] {" "}<b>+{ $premio }</b> { -moneda } para ti.
}
noticia-referido_calificado = 🤝 Ya eres de la casa.{ $premio ->
    [0] {""}
   *[otro] {" "}<b>+{ $premio }</b> { -moneda } de bienvenida.
}
noticia-compra_cancelada = Tu compra de <b>{ $titulo }</b> no ha podido ser; no se ha cobrado nada.
noticia-compra_reembolsada = { $moneda ->
    [estrellas] ↩️ Te devolvemos las estrellas de <b>{ $titulo }</b> ({ $precio } ⭐). Telegram te lo confirma en un momento.
   *[besitos] ↩️ Te hemos devuelto los { $precio } { -moneda } de <b>{ $titulo }</b>.
}
noticia-vip_otorgado = 👑 Tienes acceso VIP hasta el <b>{ $fecha }</b>. Las páginas VIP ya están abiertas.
noticia-vip_renovado = 👑 Tu VIP sigue: ahora hasta el <b>{ $fecha }</b>.
noticia-vip_terminado = 👑 Tu acceso VIP ha terminado. Lo que leíste y compraste sigue siendo tuyo.
noticia-vip_por_vencer = 👑 Tu VIP termina el <b>{ $fecha }</b> y no se renueva. En /vip puedes seguir.
noticia-oferta = 🏷 Solo para ti: <b>{ $titulo }</b> por { $precio } { -moneda } hasta el { $fecha }.
noticia-arquetipo = 🎭 Por cómo juegas, eres <b>{ $arquetipo }</b>. Míralo en /perfil.
noticia-experiencia_completada = 🏁 <b>{ $titulo }</b> completada.
noticia-ajuste = Hemos ajustado tu saldo: { $importe } { -moneda }.
noticia-suspendido = ⛔️ Tu cuenta está suspendida. Si crees que es un error, responde por aquí a soporte.
noticia-reactivado = ✅ Tu cuenta vuelve a estar activa.
noticia-boton-ver = Ver

arquetipo-explorador = explorador
arquetipo-romantico = romántico
arquetipo-coleccionista = coleccionista
arquetipo-social = social
arquetipo-competidor = competidor
