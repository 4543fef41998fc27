# The bot's texts in English. Variables come escaped for HTML.

-moneda = 💋

bienvenida =
    <b>Welcome, { $nombre }.</b>

    Stories here are played: you decide, you react, and what you do has consequences. On the way you earn <b>besitos</b> { -moneda }, and in the shop they buy things that open doors.

    Begin with the story. The rest will follow.
menu =
    <b>Menu</b>

    { $historia ->
        [ninguna] You have not begun a story yet.
       *[otra] You are reading: <b>{ $historia }</b>
    }
    { -moneda } { $saldo } · level { $nivel }
menu-aviso-eliminacion = 🕯 Your data is being erased. There is nothing more for you to do.
menu-aviso-suspendido = ⛔️ Your account is suspended: you may look, but not play.
menu-aviso-congelado = 🧊 Your account is under review: you cannot spend for now. Reading and earning go on.
menu-aviso-compra = ⏳ A purchase of yours is under way. You will be told as soon as it is settled.
menu-aviso-pago = ⏳ A payment of yours is half done. If you have paid, it arrives in a moment.
cuenta-borrandose = Your former data is still being erased. Come back in a moment, and we begin afresh.
boton-historia = 📖 Story
boton-seguir = 📖 Go on reading
boton-experiencias = 🏅 Experiences
boton-tienda = 🛍 Shop
boton-inventario = 🎒 Inventory
boton-regalar = 💝 Give
boton-vip = 👑 VIP
boton-hazte-vip = 👑 See VIP
boton-perfil = 🪞 Profile
boton-ranking = 🏆 Ranking
boton-privacidad = 🔒 Privacy
boton-recibo = 🧾 A receipt
boton-leer = 📖 Read
boton-usar = ✨ Use
boton-usar-item = ✨ Use { $icono } { $titulo }
boton-usar-si = ✨ Yes, use it
boton-usar-otra = ✨ Use another ({ $quedan } left)
boton-saldo = 💋 Balance
boton-movimientos = 📜 Statement
boton-regalo = 🎁 Daily gift
boton-idioma = 🌐 Language
boton-ayuda = ❓ Help
boton-menu = 🏠 Menu
boton-atras = ⬅️ Back
boton-anterior = ⬅️ Newer
boton-siguiente = Older ➡️
boton-pagina-anterior = ⬅️
boton-pagina-siguiente = ➡️
boton-empezar = ▶️ Begin
boton-reempezar = 🔁 Begin again
boton-comprar = Buy for { $precio } { -moneda }
boton-comprar-estrellas = Buy for { $estrellas } ⭐
boton-ir-item = 🛍 { $titulo }
boton-ir-experiencia = 🏅 { $titulo }

saldo =
    <b>Your balance</b>

    { -moneda } <b>{ $saldo }</b> besitos
    Level { $nivel } · earned in all: { $ganado }
    { $falta ->
        [0] You have reached the highest level.
       *[otro] { $falta } more to level { $siguiente }.
    }

movimientos-titulo = <b>Your statement</b>
movimientos-vacio = Nothing yet. Claim your daily gift or make a choice, and it will be written here.
movimiento = { $signo }{ $cantidad } { -moneda } · { $razon } · <i>{ $fecha }</i>
razon-decision = a choice
razon-reaccion = a reaction
razon-regalo_diario = daily gift
razon-experiencia = an experience
razon-referido = a friend you brought
razon-codigo = a code
razon-regalo_recibido = a gift received
razon-regalo_enviado = a gift sent
razon-reembolso = a refund
razon-ajuste = an adjustment
razon-compra = a purchase
razon-compra_anulada = purchase undone, given back
razon-compra_pagada = purchase confirmed
razon-regalo_devuelto = a gift that came back
razon-correccion = a correction
razon-caducidad = expiry

historias-titulo = <b>Stories</b>
historias-vacio = No story has been published yet. Come back soon.
historia-ficha =
    <b>{ $titulo }</b>

    { $sinopsis }

    <i>{ $visitados } of { $fragmentos } pages · { $finales } of { $finalesTotal } endings</i>
fragmento-pie = { -moneda } { $saldo }
fragmento-pie-cambio = { -moneda } { $saldo } · <b>{ $cambio }</b>
fragmento-final = ✦ <b>Ending: { $titulo }</b>
fragmento-recortado = You have earned today's { $limite } besitos already: this time the reward is { $otorgado }.
decision-coste = { $texto } · { $coste } { -moneda }
decision-cerrada = 🔒 { $texto }
decision-vip = 👑 { $texto }

reaccion-gracias = Thank you! { $cantidad ->
    [0] You have reached today's limit of besitos.
   *[otro] +{ $cantidad } { -moneda }
}

regalo-reclamado =
    🎁 <b>+{ $cantidad } besitos</b>

    { $racha ->
        [1] Day one of your streak: come back tomorrow and the gift grows.
       *[otro] { $racha } days in a row. Do not stop now.
    }
    { -moneda } { $saldo }

tienda-titulo =
    <b>Shop</b> · { -moneda } { $saldo }

    What you buy stays with you. Some things open pages that others will not see.
tienda-vacia = The shop is empty for now.
tienda-item = { $icono } { $titulo } · { $precio } { -moneda }
tienda-item-tuyo = { $icono } { $titulo } · ✓
tienda-item-limitado = { $icono } { $titulo } · { $precio } { -moneda } · { $quedan } left
tienda-item-agotado = { $icono } { $titulo } · sold out
tienda-item-oferta = 🏷 { $icono } { $titulo } · { $precio } { -moneda }
item-ficha =
    { $icono } <b>{ $titulo }</b>
    <i>{ $tipo }</i>

    { $descripcion }

    Price: <b>{ $precio }</b> { -moneda } · you have { $saldo }
tipo-consumible = consumable
tipo-unico = one of a kind
tipo-desbloqueo = opens new pages
tipo-limitado = limited edition
item-tuyo = It is yours already.
item-tienes = You have { $cantidad }.
item-quedan = { $quedan ->
    [0] Sold out. It may come back.
    [1] <b>1</b> left.
   *[otro] <b>{ $quedan }</b> left.
}
item-oferta = 🏷 An offer for you alone: it was { $antes } { -moneda }. Until { $hasta }.
item-vip = 👑 For VIP only.
compra-hecha =
    { $icono } <b>{ $titulo }</b> is yours.

    −{ $precio } { -moneda } · { $saldo } left
compra-cancelada =
    { $icono } <b>{ $titulo }</b> sold out just before you.

    Nothing was charged: your { $precio } { -moneda } are still yours. You have { $saldo }.
compra-pendiente =
    { $icono } <b>{ $titulo }</b>: the purchase is under way.

    { $precio } { -moneda } are set aside. In a few minutes it is yours, or they are back in your balance; you will be told.
inventario-titulo = <b>Your inventory</b>
inventario-vacio = You own nothing yet. The shop is open.
usar-pregunta =
    { $icono } <b>{ $titulo }</b>

    You have { $cantidad }. Using it uses one up, and it does not come back. Use it?
usado = { $icono } <b>{ $titulo }</b>: used.
usado-recibes = You get { $icono } <b>{ $titulo }</b>.
inventario-fila = { $icono } <b>{ $titulo }</b>{ $cantidad ->
    [1] {""}
   *[otro] {" "}× { $cantidad }
}

experiencias-titulo =
    <b>Experiences</b>

    Challenges of several steps. They go in order, at your own pace.
experiencias-vacio = There are no experiences yet. Come back soon.
experiencia-fila-nueva = { $titulo }
experiencia-fila-activa = { $titulo } · { $hechos }/{ $total }
experiencia-fila-terminada = { $titulo } · ✓
experiencia-ficha =
    <b>{ $titulo }</b>

    { $descripcion }
experiencia-recompensa = At the end: { $recompensa }
experiencia-vip = 👑 For VIP only.
experiencia-terminada = 🏁 Completed
paso-hecho = ✅ { $titulo }
paso-actual = ▶️ <b>{ $titulo }</b>
paso-pendiente = ▫️ { $titulo }
boton-iniciar-experiencia = ▶️ Begin
boton-responder = ✍️ Answer
aviso-paso = 🏅 { $titulo }: step { $hechos } of { $total }{ $premio ->
    [0] {""}
   *[otro] {" "}· +{ $premio } { -moneda }
}
aviso-experiencia = 🏁 { $titulo } completed{ $premio ->
    [0] {""}
   *[otro] {" "}· +{ $premio } { -moneda }
}
cuestionario =
    <b>{ $titulo }</b>

    { $pregunta }
respuesta-correcta = Right!

idioma-titulo = Which language shall we go on in?
idioma-cambiado = Done: English it is.

ayuda =
    <b>How to play</b>

    📖 /historia — read and choose. Each choice leads to another page, and some are remembered.
    ❤️ React to what you read: the first reaction to each page earns besitos.
    🏅 /experiencias — challenges of several steps, with a reward.

    💋 /saldo and 📜 /movimientos — every besito, and why; 🧾 /recibo — the proof of one.
    🎁 /regalo — one a day, and it grows if you come back every day.
    🛍 /tienda and 🎒 /inventario — spend, see what you own, and use it.
    🎟 /canjear — if you have a code.
    💝 /regalar — besitos for somebody else, by a link.
    👑 /vip — pages and things that only the subscription opens.

    🪞 /perfil — your level, how you play, and your link to invite; 🏆 /ranking — who earns most.
    🌐 /idioma — Spanish or English.
    🔒 /privacidad — what is kept of you, and /olvidame to erase it.

    Everything you earn and spend is written in a book that cannot be changed.
no-entiendo = I do not know what to do with that. These buttons I do understand.
boton-caducado = That button has expired. Go on from here.
retraso = <i>⏳ This may take a moment to catch up.</i>
solo-privado = That we do in private: tap, and we begin.
boton-abrir-bot = 💋 Open
cmd-start = Begin, or back to the menu
cmd-historia = Read and choose
cmd-experiencias = Challenges with a reward
cmd-tienda = Spend besitos
cmd-inventario = What you own
cmd-saldo = How many besitos you have
cmd-movimientos = Where they come from and go
cmd-recibo = The proof of an entry
cmd-regalar = Besitos for somebody else
cmd-canjear = Use a code
cmd-vip = The VIP subscription
cmd-ranking = Who earns most
cmd-perfil = Your level and how you play
cmd-privacidad = What is kept of you
cmd-olvidame = Erase all that is yours
cmd-grupo-regalar = Give besitos: reply to somebody
cmd-grupo-ayuda = Open the bot in private
cmd-regalo = Today's gift
cmd-idioma = Spanish or English
cmd-ayuda = How to play

error-titulo = <b>That did not work</b>
error-INSUFFICIENT_FUNDS =
    It costs { $necesario } besitos and you have { $saldo }: <b>{ $faltan }</b> are missing.

    Claim your daily gift, react to what you read, or go on with the story to earn them.
error-ITEM_NOT_AVAILABLE = { $motivo ->
    [agotado] It is sold out. Nothing was charged.
    [moneda] This is not sold for Stars.
   *[retirado] This is not for sale any more.
}
error-ALREADY_OWNED = You own it already: nothing was charged.
error-PRICE_CHANGED = The price has changed: it is { $actual } besitos now. Nothing was charged.
error-REQUIREMENTS_NOT_MET =
    What you still need:

    { $lista }
error-VIP_REQUIRED = 👑 This door is for VIP. A subscription opens it at once; without one the story goes on by other ways.
error-RATE_LIMIT_EXCEEDED = You are going very fast. Try again in { $espera }.
error-DAILY_GRANT_LIMIT = You have earned { $otorgado } besitos today, and { $limite } is the most in a day. See you tomorrow.
error-GIFT_ALREADY_CLAIMED = Today's gift is yours already. The next one comes tomorrow (at 00:00 UTC).
error-ALREADY_REACTED = You have reacted to this page already.
error-FRAGMENT_NOT_REACHED = You have not come to that page yet.
error-DECISION_OUT_OF_PLACE = That choice belongs to another page. Go on from where you are.
error-CONTENT_NOT_FOUND = That is gone. It may have been withdrawn.
error-EXPERIENCE_NOT_STARTED = You have to begin that experience first.
error-EXPERIENCE_ALREADY_STARTED = You had begun it already.
error-COMPONENT_ALREADY_COMPLETED = That step is done already.
error-COMPONENT_OUT_OF_ORDER = Another step comes first.
error-COMPONENT_NOT_DONE = That step is not done yet.
error-WRONG_ANSWER = Not that one. Think again and try once more.
error-VALIDATION = I cannot accept that.
error-STORE_UNAVAILABLE = I cannot save anything right now. Nothing was lost or charged: try again in a moment.
error-CONCURRENCY = Too much at once. Please try again.
error-INTERNAL = Something failed on our side. Nothing was charged that you do not see in /movimientos.

falta-vip = 👑 to be VIP — /vip
falta-saldo = { -moneda } { $necesario } besitos (you have { $actual }) — /regalo
falta-nivel = ⭐ level { $necesario } (you are at { $actual })
falta-item = 🛍 <b>{ $titulo }</b> — it is in the /tienda
falta-decision = 📖 having chosen “{ $texto }” in <i>{ $titulo }</i>
falta-fragmento = 📖 having read <i>{ $titulo }</i>
falta-experiencia = 🏅 completing <b>{ $titulo }</b> — /experiencias
falta-arquetipo = 🎭 to play as <b>{ $arquetipo }</b> — /perfil
falta-no-arquetipo = not to play as <b>{ $arquetipo }</b>
falta-desde = 🗓 waiting until { $instante }
falta-hasta = 🗓 having come before { $instante }
falta-no-item = not owning <b>{ $titulo }</b>
falta-no-decision = not having chosen “{ $texto }” in <i>{ $titulo }</i>
falta-no-fragmento = not having read <i>{ $titulo }</i>
falta-no-experiencia = not having completed <b>{ $titulo }</b>
falta-ninguno = something that can no longer be changed
espera-segundos = { $n ->
    [1] 1 second
   *[otro] { $n } seconds
}
espera-minutos = { $n ->
    [1] 1 minute
   *[otro] { $n } minutes
}
