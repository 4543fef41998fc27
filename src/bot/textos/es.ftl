# Textos del bot en español. Las variables llegan ya escapadas para HTML.

-moneda = 💋

bienvenida =
    <b>Bienvenido, { $nombre }.</b>

    Aquí las historias se juegan: decides, reaccionas y lo que haces tiene consecuencias. Por el camino ganas <b>besitos</b> { -moneda }, y en la tienda se gastan en cosas que abren puertas.

    Empieza por la historia. Lo demás viene solo.
menu =
    <b>Menú</b>

    { $historia ->
        [ninguna] Aún no has empezado ninguna historia.
       *[otra] Vas por: <b>{ $historia }</b>
    }
    { -moneda } { $saldo } · nivel { $nivel }
menu-aviso-eliminacion = 🕯 Estamos borrando tus datos. Ya no hace falta que hagas nada.
menu-aviso-suspendido = ⛔️ Tu cuenta está suspendida: puedes mirar, pero no jugar.
menu-aviso-congelado = 🧊 Estamos revisando tu cuenta: de momento no puedes gastar. Leer y ganar, sí.
menu-aviso-compra = ⏳ Tienes una compra en marcha. Te avisamos en cuanto se cierre.
menu-aviso-pago = ⏳ Tienes un pago a medias. Si ya has pagado, llega en un momento.
cuenta-borrandose = Todavía estamos borrando tus datos anteriores. Vuelve en un momento y empezamos de cero.
boton-historia = 📖 Historia
boton-seguir = 📖 Seguir la historia
boton-experiencias = 🏅 Experiencias
boton-tienda = 🛍 Tienda
boton-inventario = 🎒 Inventario
boton-regalar = 💝 Regalar
boton-vip = 👑 VIP
boton-hazte-vip = 👑 Ver VIP
boton-perfil = 🪞 Perfil
boton-ranking = 🏆 Ranking
boton-privacidad = 🔒 Privacidad
boton-recibo = 🧾 Un recibo
boton-leer = 📖 Leer
boton-usar = ✨ Usar
boton-usar-item = ✨ Usar { $icono } { $titulo }
boton-usar-si = ✨ Sí, usarlo
boton-usar-otra = ✨ Usar otra vez ({ $quedan })
boton-saldo = 💋 Saldo
boton-movimientos = 📜 Movimientos
boton-regalo = 🎁 Regalo diario
boton-idioma = 🌐 Idioma
boton-ayuda = ❓ Ayuda
boton-menu = 🏠 Menú
boton-atras = ⬅️ Volver
boton-anterior = ⬅️ Más nuevos
boton-siguiente = Más antiguos ➡️
boton-pagina-anterior = ⬅️
boton-pagina-siguiente = ➡️
boton-empezar = ▶️ Empezar
boton-reempezar = 🔁 Volver a empezar
boton-comprar = Comprar por { $precio } { -moneda }
boton-comprar-estrellas = Comprar por { $estrellas } ⭐
boton-ir-item = 🛍 { $titulo }
boton-ir-experiencia = 🏅 { $titulo }

saldo =
    <b>Tu saldo</b>

    { -moneda } <b>{ $saldo }</b> besitos
    Nivel { $nivel } · ganados en total: { $ganado }
    { $falta ->
        [0] Has llegado al nivel más alto.
       *[otro] Te faltan { $falta } para el nivel { $siguiente }.
    }

movimientos-titulo = <b>Tus movimientos</b>
movimientos-vacio = Todavía no hay ninguno. Reclama tu regalo diario o toma una decisión, y aquí quedará escrito.
movimiento = { $signo }{ $cantidad } { -moneda } · { $razon } · <i>{ $fecha }</i>
razon-decision = una decisión
razon-reaccion = una reacción
razon-regalo_diario = regalo diario
razon-experiencia = una experiencia
razon-referido = una amistad invitada
razon-codigo = un código
razon-regalo_recibido = un regalo recibido
razon-regalo_enviado = un regalo enviado
razon-reembolso = un reembolso
razon-ajuste = un ajuste
razon-compra = una compra
razon-compra_anulada = compra anulada, te la devolvemos
razon-compra_pagada = compra confirmada
razon-regalo_devuelto = un regalo que volvió
razon-correccion = una corrección
razon-caducidad = caducidad

historias-titulo = <b>Historias</b>
historias-vacio = Aún no hay ninguna historia publicada. Vuelve pronto.
historia-ficha =
    <b>{ $titulo }</b>

    { $sinopsis }

    <i>{ $visitados } de { $fragmentos } páginas · { $finales } de { $finalesTotal } finales</i>
fragmento-pie = { -moneda } { $saldo }
fragmento-pie-cambio = { -moneda } { $saldo } · <b>{ $cambio }</b>
fragmento-final = ✦ <b>Final: { $titulo }</b>
fragmento-recortado = Hoy ya ganaste los { $limite } besitos del día: esta vez la recompensa se queda en { $otorgado }.
decision-coste = { $texto } · { $coste } { -moneda }
decision-cerrada = 🔒 { $texto }
decision-vip = 👑 { $texto }

reaccion-gracias = ¡Gracias! { $cantidad ->
    [0] Hoy ya llegaste al límite de besitos.
   *[otro] +{ $cantidad } { -moneda }
}

regalo-reclamado =
    🎁 <b>+{ $cantidad } besitos</b>

    { $racha ->
        [1] Primer día de tu racha: vuelve mañana y el regalo crece.
       *[otro] Llevas { $racha } días seguidos. No lo dejes ahora.
    }
    { -moneda } { $saldo }

tienda-titulo =
    <b>Tienda</b> · { -moneda } { $saldo }

    Lo que compras se queda contigo. Algunas cosas abren páginas que otros no verán.
tienda-vacia = La tienda está vacía por ahora.
tienda-item = { $icono } { $titulo } · { $precio } { -moneda }
tienda-item-tuyo = { $icono } { $titulo } · ✓
tienda-item-limitado = { $icono } { $titulo } · { $precio } { -moneda } · quedan { $quedan }
tienda-item-agotado = { $icono } { $titulo } · agotado
tienda-item-oferta = 🏷 { $icono } { $titulo } · { $precio } { -moneda }
item-ficha =
    { $icono } <b>{ $titulo }</b>
    <i>{ $tipo }</i>

    { $descripcion }

    Precio: <b>{ $precio }</b> { -moneda } · tienes { $saldo }
tipo-consumible = consumible
tipo-unico = único
tipo-desbloqueo = abre páginas nuevas
tipo-limitado = edición limitada
item-tuyo = Ya es tuyo.
item-tienes = Tienes { $cantidad }.
item-quedan = { $quedan ->
    [0] Agotado. Puede que vuelva.
    [1] Queda <b>1</b>.
   *[otro] Quedan <b>{ $quedan }</b>.
}
item-oferta = 🏷 Oferta solo para ti: antes { $antes } { -moneda }. Hasta el { $hasta }.
item-vip = 👑 Solo para VIP.
compra-hecha =
    { $icono } <b>{ $titulo }</b> es tuyo.

    −{ $precio } { -moneda } · te quedan { $saldo }
compra-cancelada =
    { $icono } <b>{ $titulo }</b> se ha agotado justo antes.

    No se ha cobrado nada: tus { $precio } { -moneda } siguen contigo. Tienes { $saldo }.
compra-pendiente =
    { $icono } <b>{ $titulo }</b>: la compra está en marcha.

    Hemos apartado { $precio } { -moneda }. En unos minutos será tuyo o volverán a tu saldo; te avisamos.
inventario-titulo = <b>Tu inventario</b>
inventario-vacio = Aún no tienes nada. La tienda está abierta.
usar-pregunta =
    { $icono } <b>{ $titulo }</b>

    Tienes { $cantidad }. Al usarlo se gasta uno, y no vuelve. ¿Lo usas?
usado = { $icono } <b>{ $titulo }</b>: usado.
usado-recibes = Recibes { $icono } <b>{ $titulo }</b>.
inventario-fila = { $icono } <b>{ $titulo }</b>{ $cantidad ->
    [1] {""}
   *[otro] {" "}× { $cantidad }
}

experiencias-titulo =
    <b>Experiencias</b>

    Retos de varios pasos. Se completan en orden, a tu ritmo.
experiencias-vacio = Aún no hay experiencias. Vuelve pronto.
experiencia-fila-nueva = { $titulo }
experiencia-fila-activa = { $titulo } · { $hechos }/{ $total }
experiencia-fila-terminada = { $titulo } · ✓
experiencia-ficha =
    <b>{ $titulo }</b>

    { $descripcion }
experiencia-recompensa = Al terminar: { $recompensa }
experiencia-vip = 👑 Solo para VIP.
experiencia-terminada = 🏁 Completada
paso-hecho = ✅ { $titulo }
paso-actual = ▶️ <b>{ $titulo }</b>
paso-pendiente = ▫️ { $titulo }
boton-iniciar-experiencia = ▶️ Empezar
boton-responder = ✍️ Responder
aviso-paso = 🏅 { $titulo }: paso { $hechos } de { $total }{ $premio ->
    [0] {""}
   *[otro] {" "}· +{ $premio } { -moneda }
}
aviso-experiencia = 🏁 { $titulo } completada{ $premio ->
    [0] {""}
   *[otro] {" "}· +{ $premio } { -moneda }
}
cuestionario =
    <b>{ $titulo }</b>

    { $pregunta }
respuesta-correcta = ¡Correcto!

idioma-titulo = ¿En qué idioma seguimos?
idioma-cambiado = Hecho: te hablo en español.

ayuda =
    <b>Cómo se juega</b>

    📖 /historia — lee y decide. Cada decisión te lleva a otra página, y algunas se recuerdan.
    ❤️ Reacciona a lo que lees: la primera reacción a cada página da besitos.
    🏅 /experiencias — retos de varios pasos, con recompensa.

    💋 /saldo y 📜 /movimientos — cada besito, con su porqué; 🧾 /recibo — la prueba de uno.
    🎁 /regalo — uno al día, y crece si vuelves cada día.
    🛍 /tienda y 🎒 /inventario — gasta, mira lo que tienes y úsalo.
    🎟 /canjear — si tienes un código.
    💝 /regalar — besitos para otra persona, con un enlace.
    👑 /vip — páginas y objetos que solo se abren con la suscripción.

    🪞 /perfil — tu nivel, cómo juegas y tu enlace para invitar; 🏆 /ranking — quién gana más.
    🌐 /idioma — español o inglés.
    🔒 /privacidad — qué se guarda de ti, y /olvidame para borrarlo.

    Todo lo que ganas y gastas queda escrito en un libro que no se puede cambiar.
no-entiendo = No sé qué hacer con eso. Estos botones sí los entiendo.
boton-caducado = Ese botón ya no sirve. Sigue desde aquí.
retraso = <i>⏳ Puede que esto tarde un momento en ponerse al día.</i>
solo-privado = Eso lo hacemos en privado: pulsa y empezamos.
boton-abrir-bot = 💋 Abrir
cmd-start = Empezar o volver al menú
cmd-historia = Leer y decidir
cmd-experiencias = Retos con recompensa
cmd-tienda = Gastar besitos
cmd-inventario = Lo que tienes
cmd-saldo = Cuántos besitos tienes
cmd-movimientos = De dónde vienen y a dónde van
cmd-recibo = La prueba de un movimiento
cmd-regalar = Besitos para otra persona
cmd-canjear = Usar un código
cmd-vip = La suscripción VIP
cmd-ranking = Quién gana más
cmd-perfil = Tu nivel y cómo juegas
cmd-privacidad = Qué se guarda de ti
cmd-olvidame = Borrar todo lo tuyo
cmd-grupo-regalar = Regalar besitos: responde a alguien
cmd-grupo-ayuda = Abrir el bot en privado
cmd-regalo = El regalo de hoy
cmd-idioma = Español o inglés
cmd-ayuda = Cómo se juega

error-titulo = <b>No ha podido ser</b>
error-INSUFFICIENT_FUNDS =
    Cuesta { $necesario } besitos y tienes { $saldo }: te faltan <b>{ $faltan }</b>.

    Reclama tu regalo diario, reacciona a lo que lees o sigue la historia para ganarlos.
error-ITEM_NOT_AVAILABLE = { $motivo ->
    [agotado] Se ha agotado. No se ha cobrado nada.
    [moneda] Esto no se vende por estrellas.
   *[retirado] Esto ya no está a la venta.
}
error-ALREADY_OWNED = Ya lo tienes: no se ha cobrado nada.
error-PRICE_CHANGED = El precio ha cambiado: ahora cuesta { $actual } besitos. No se ha cobrado nada.
error-REQUIREMENTS_NOT_MET =
    Para esto te falta:

    { $lista }
error-VIP_REQUIRED = 👑 Esta puerta es para VIP. Con la suscripción se abre ahora mismo; sin ella, la historia sigue por otros caminos.
error-RATE_LIMIT_EXCEEDED = Vas muy deprisa. Inténtalo otra vez dentro de { $espera }.
error-DAILY_GRANT_LIMIT = Hoy ya ganaste { $otorgado } besitos, y el máximo del día es { $limite }. Mañana seguimos.
error-GIFT_ALREADY_CLAIMED = El regalo de hoy ya es tuyo. El siguiente, mañana (a las 00:00 UTC).
error-ALREADY_REACTED = Ya reaccionaste a esta página.
error-FRAGMENT_NOT_REACHED = Todavía no has llegado a esa página.
error-DECISION_OUT_OF_PLACE = Esa decisión era de otra página. Sigue desde donde estás.
error-CONTENT_NOT_FOUND = Eso ya no está. Puede que lo hayan retirado.
error-EXPERIENCE_NOT_STARTED = Primero tienes que empezar esa experiencia.
error-EXPERIENCE_ALREADY_STARTED = Ya la habías empezado.
error-COMPONENT_ALREADY_COMPLETED = Ese paso ya está hecho.
error-COMPONENT_OUT_OF_ORDER = Antes va otro paso.
error-COMPONENT_NOT_DONE = Ese paso aún no está hecho.
error-WRONG_ANSWER = No es esa. Piénsalo y prueba otra vez.
error-VALIDATION = Eso no lo puedo aceptar.
error-STORE_UNAVAILABLE = Ahora mismo no puedo guardar nada. No se ha perdido ni cobrado nada: inténtalo en un momento.
error-CONCURRENCY = Demasiadas cosas a la vez. Inténtalo otra vez.
error-INTERNAL = Algo ha fallado por nuestra parte. No se ha cobrado nada que no veas en /movimientos.

falta-vip = 👑 ser VIP — /vip
falta-saldo = { -moneda } { $necesario } besitos (tienes { $actual }) — /regalo
falta-nivel = ⭐ nivel { $necesario } (estás en el { $actual })
falta-item = 🛍 <b>{ $titulo }</b> — está en la /tienda
falta-decision = 📖 haber elegido «{ $texto }» en <i>{ $titulo }</i>
falta-fragmento = 📖 haber leído <i>{ $titulo }</i>
falta-experiencia = 🏅 completar <b>{ $titulo }</b> — /experiencias
falta-arquetipo = 🎭 jugar como <b>{ $arquetipo }</b> — /perfil
falta-no-arquetipo = no jugar como <b>{ $arquetipo }</b>
falta-desde = 🗓 esperar al { $instante }
falta-hasta = 🗓 haber venido antes del { $instante }
falta-no-item = no tener <b>{ $titulo }</b>
falta-no-decision = no haber elegido «{ $texto }» en <i>{ $titulo }</i>
falta-no-fragmento = no haber leído <i>{ $titulo }</i>
falta-no-experiencia = no haber completado <b>{ $titulo }</b>
falta-ninguno = algo que ya no se puede cambiar
espera-segundos = { $n ->
    [1] 1 segundo
   *[otro] { $n } segundos
}
espera-minutos = { $n ->
    [1] 1 minuto
   *[otro] { $n } minutos
}
