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
boton-historia = 📖 Historia
boton-seguir = 📖 Seguir la historia
boton-experiencias = 🏅 Experiencias
boton-tienda = 🛍 Tienda
boton-inventario = 🎒 Inventario
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
tienda-item-limitado = { $icono } { $titulo } · ⏳
item-ficha =
    { $icono } <b>{ $titulo }</b>
    <i>{ $tipo }</i>

    { $descripcion }

    Precio: <b>{ $precio }</b> { -moneda } · tienes { $saldo }
tipo-consumible = consumible
tipo-unico = único
tipo-desbloqueo = abre páginas nuevas
tipo-limitado = edición limitada: { $existencias } unidades
item-tuyo = Ya es tuyo.
item-tienes = Tienes { $cantidad }.
item-limitado = Las ediciones limitadas se ponen a la venta muy pronto.
item-vip = 👑 Solo para VIP.
compra-hecha =
    { $icono } <b>{ $titulo }</b> es tuyo.

    −{ $precio } { -moneda } · te quedan { $saldo }

inventario-titulo = <b>Tu inventario</b>
inventario-vacio = Aún no tienes nada. La tienda está abierta.
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
    🎁 /regalo — uno al día, y crece si vuelves cada día.
    🛍 /tienda y 🎒 /inventario — gasta y mira lo que tienes.
    🏅 /experiencias — retos con recompensa.
    💋 /saldo y 📜 /movimientos — cada besito, con su porqué.
    🌐 /idioma — español o inglés.

    Todo lo que ganas y gastas queda escrito en un libro que no se puede cambiar.

no-entiendo = No sé qué hacer con eso. Estos botones sí los entiendo.
boton-caducado = Ese botón ya no sirve. Sigue desde aquí.
retraso = <i>⏳ Puede que esto tarde un momento en ponerse al día.</i>
solo-privado = Escríbeme en privado y empezamos.

cmd-start = Empezar o volver al menú
cmd-historia = Leer y decidir
cmd-experiencias = Retos con recompensa
cmd-tienda = Gastar besitos
cmd-inventario = Lo que tienes
cmd-saldo = Cuántos besitos tienes
cmd-movimientos = De dónde vienen y a dónde van
cmd-regalo = El regalo de hoy
cmd-idioma = Español o inglés
cmd-ayuda = Cómo se juega

error-titulo = <b>No ha podido ser</b>
error-INSUFFICIENT_FUNDS =
    Cuesta { $necesario } besitos y tienes { $saldo }: te faltan <b>{ $faltan }</b>.

    Reclama tu regalo diario, reacciona a lo que lees o sigue la historia para ganarlos.
error-ITEM_NOT_AVAILABLE = Esta edición limitada todavía no está a la venta. Muy pronto.
error-ALREADY_OWNED = Ya lo tienes: no se ha cobrado nada.
error-PRICE_CHANGED = El precio ha cambiado: ahora cuesta { $actual } besitos. No se ha cobrado nada.
error-REQUIREMENTS_NOT_MET =
    Para esto te falta:

    { $lista }
error-VIP_REQUIRED = 👑 Esta puerta es para VIP. La suscripción se abre muy pronto; mientras tanto, la historia sigue por otros caminos.
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

falta-vip = 👑 ser VIP (muy pronto)
falta-saldo = { -moneda } { $necesario } besitos (tienes { $actual }) — /regalo
falta-nivel = ⭐ nivel { $necesario } (estás en el { $actual })
falta-item = 🛍 <b>{ $titulo }</b> — está en la /tienda
falta-decision = 📖 haber elegido «{ $texto }» en <i>{ $titulo }</i>
falta-fragmento = 📖 haber leído <i>{ $titulo }</i>
falta-experiencia = 🏅 completar <b>{ $titulo }</b> — /experiencias
falta-arquetipo = 🎭 otra forma de jugar
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
