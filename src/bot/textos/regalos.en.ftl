# What passes between people: gifts, codes, invitations, groups, cards.

regalar =
    💝 <b>Give besitos</b>

    How many? You can give up to <b>{ $puede }</b> { -moneda }.

    <i>Whoever opens the link first keeps them. If nobody does within { $dias } days, they come back to you. Promotional besitos cannot be given away.</i>
regalar-sin-saldo =
    💝 <b>Give besitos</b>

    You have no besitos to give just now: your balance is { $saldo } { -moneda }, and promotional ones do not count.
boton-otra-cantidad = ✍️ Another amount
boton-mis-regalos = 📦 My gifts ({ $n })
boton-mis-regalos-corto = 📦 My gifts
pregunta-cantidad = How many besitos do you want to give? Write a number.
pregunta-cantidad-campo = For example, 15
pregunta-cantidad-pantalla = 💝 Write how many besitos you want to give, or go back to the menu.
regalar-confirmar =
    💝 <b>Give { $cantidad } { -moneda }</b>

    They leave your balance and wait behind a link. Whoever opens it first keeps them. If nobody does within { $dias } days, they come back.
boton-regalar-enlace = 💝 Yes, make the link for { $cantidad } { -moneda }
regalo-enlace =
    💝 <b>{ $cantidad } { -moneda } wait for whom you choose</b>

    { $enlace }

    Send it to one person only: whoever opens it first keeps them. Good until { $hasta }.
boton-compartir = 📤 Send the link
regalo-para-compartir = I am giving you { $cantidad } besitos 💋 Open this, and they are yours.
mis-regalos-titulo = 📦 <b>Your gifts</b>
mis-regalos-vacio = You have neither given nor been given anything yet.
regalo-fila-enlace = 🔗 { $cantidad } { -moneda } · not opened · until { $hasta }
regalo-fila-camino = 🚚 { $cantidad } { -moneda } · on the way
regalo-fila-entregado = ✅ { $cantidad } { -moneda } · arrived
regalo-fila-devuelto = ↩️ { $cantidad } { -moneda } · came back to you
regalo-fila-recibido = 🎁 { $cantidad } { -moneda } · received
regalo-fila-llegando = 🎁 { $cantidad } { -moneda } · on its way to you
boton-ver-enlace = 🔗 Link for { $cantidad } { -moneda }
regalo-abierto-entregado = { $cantidad ->
    [0] 🎁 That gift is yours already. You have { $saldo } { -moneda }.
   *[otro] 🎁 <b>You were given { $cantidad } { -moneda }</b>. You have { $saldo }.
}
regalo-abierto-pendiente =
    🎁 <b>This gift is yours: { $cantidad } { -moneda }.</b>

    You have reached what can be earned in a day, so it comes tomorrow. You will be told.
regalo-abierto-devuelto = ↩️ The gift could not arrive and went back to whoever sent it.

pregunta-codigo = What is your code? Write it as it is.
pregunta-codigo-campo = my-code
pregunta-codigo-pantalla = 🎟 Write your code, or go back to the menu.
codigo-pregunta = Is <b>{ $codigo }</b> a code that you want to redeem?
codigo-imposible = That cannot be a code: they have letters, digits and hyphens only.
boton-canjear = 🎟 Redeem { $codigo }
boton-otro-codigo = 🎟 Try another code
canje-hecho =
    🎟 <b>Code redeemed.</b>

    You get { $recompensa }. You have { $saldo } { -moneda }.
canje-cancelado = 🎟 The code <b>{ $codigo }</b> was used up just before you. Better luck next time.
canje-pendiente = 🎟 The code <b>{ $codigo }</b> is being checked. In a few minutes you will know whether you were in time.

referido-registrado =
    🤝 Somebody brought you here. Once you have made { $decisiones } choices, you both earn: { $bienvenida } { -moneda } for you.
referido-uno_mismo = 🤝 That is your own link: send it to somebody else.
referido-ya_juega = 🤝 You were playing already, so the invitation does not count. But how good that you are back.
referido-ya_referido = 🤝 Somebody had brought you here already.
referido-para-compartir = 💋 There are stories in which you decide, and every choice counts. Will you come?
boton-invitar = 🤝 Invite somebody

grupo-regalar-como = Like this: reply to somebody with <code>/regalar 10</code>.
grupo-regalar-a-quien = To whom? Reply to their message with /regalar, or do it in private with a link.
grupo-regalar-desconocido = { $nombre } does not know me yet. You can make a link for { $cantidad } { -moneda } and send it to them.
grupo-empieza = We have to meet first: open me in private.
boton-regalar-en-privado = 💝 Give in private
grupo-regalo-entregado = 💝 { $de } gave <b>{ $cantidad }</b> { -moneda } to { $nombre }.
grupo-regalo-pendiente = 💝 { $de } gave <b>{ $cantidad }</b> { -moneda } to { $nombre }. They arrive as soon as they can be received.
grupo-regalo-devuelto = ↩️ { $nombre } cannot receive gifts just now: the { $cantidad } { -moneda } go back to { $de }.

inline-invitacion = 🤝 Invite somebody
inline-invitacion-descripcion = With your link: if they stay, you both earn.
inline-ayuda-como-se-juega = ❓ How to play
inline-ayuda-como-se-juega-texto = You read, choose and react; what you do has consequences and earns besitos 💋, which open doors in the shop.
inline-ayuda-besitos = 💋 What besitos are
inline-ayuda-besitos-texto = The currency of the stories. They are earned by reading, choosing and coming back every day; they cannot be bought. Each is written in a book that cannot be changed.
inline-ayuda-vip = 👑 What VIP is
inline-ayuda-vip-texto = A subscription in Telegram Stars that opens pages, experiences and things marked with 👑.
