# Lo que pasa entre personas: regalos, códigos, invitaciones, grupos, tarjetas.

regalar =
    💝 <b>Regalar besitos</b>

    ¿Cuántos? Puedes dar hasta <b>{ $puede }</b> { -moneda }.

    <i>Quien abra el enlace primero se los queda. Si nadie lo abre en { $dias } días, vuelven a ti. Los besitos de promoción no se pueden regalar.</i>
regalar-sin-saldo =
    💝 <b>Regalar besitos</b>

    Ahora mismo no tienes besitos que regalar: tu saldo es de { $saldo } { -moneda }, y los de promoción no cuentan.
boton-otra-cantidad = ✍️ Otra cantidad
boton-mis-regalos = 📦 Mis regalos ({ $n })
boton-mis-regalos-corto = 📦 Mis regalos
pregunta-cantidad = ¿Cuántos besitos quieres regalar? Escribe un número.
pregunta-cantidad-campo = Por ejemplo, 15
pregunta-cantidad-pantalla = 💝 Escribe cuántos besitos quieres regalar, o vuelve al menú.
regalar-confirmar =
    💝 <b>Regalar { $cantidad } { -moneda }</b>

    Salen de tu saldo y esperan detrás de un enlace. Se los queda quien lo abra primero. Si en { $dias } días no lo abre nadie, vuelven.
boton-regalar-enlace = 💝 Sí, crear el enlace de { $cantidad } { -moneda }
regalo-enlace =
    💝 <b>{ $cantidad } { -moneda } esperan a quien tú digas</b>

    { $enlace }

    Mándaselo a una sola persona: se los queda quien lo abra primero. Vale hasta el { $hasta }.
boton-compartir = 📤 Enviar el enlace
regalo-para-compartir = Te regalo { $cantidad } besitos 💋 Ábrelo y son tuyos.
mis-regalos-titulo = 📦 <b>Tus regalos</b>
mis-regalos-vacio = Todavía no has regalado nada ni te han regalado nada.
regalo-fila-enlace = 🔗 { $cantidad } { -moneda } · sin abrir · hasta el { $hasta }
regalo-fila-camino = 🚚 { $cantidad } { -moneda } · en camino
regalo-fila-entregado = ✅ { $cantidad } { -moneda } · entregado
regalo-fila-devuelto = ↩️ { $cantidad } { -moneda } · volvió a tu saldo
regalo-fila-recibido = 🎁 { $cantidad } { -moneda } · recibido
regalo-fila-llegando = 🎁 { $cantidad } { -moneda } · te está llegando
boton-ver-enlace = 🔗 Enlace de { $cantidad } { -moneda }
regalo-abierto-entregado = { $cantidad ->
    [0] 🎁 Ese regalo ya es tuyo. Tienes { $saldo } { -moneda }.
   *[otro] 🎁 <b>Te han regalado { $cantidad } { -moneda }</b>. Tienes { $saldo }.
}
regalo-abierto-pendiente =
    🎁 <b>Este regalo es tuyo: { $cantidad } { -moneda }.</b>

    Hoy ya has llegado a lo que se puede ganar en un día, así que te llega mañana. Te avisamos.
regalo-abierto-devuelto = ↩️ El regalo no ha podido llegar y ha vuelto a quien lo envió.

pregunta-codigo = ¿Qué código tienes? Escríbelo tal cual.
pregunta-codigo-campo = mi-codigo
pregunta-codigo-pantalla = 🎟 Escribe tu código, o vuelve al menú.
codigo-pregunta = ¿<b>{ $codigo }</b> es un código que quieres canjear?
codigo-imposible = Eso no puede ser un código: solo llevan letras, números y guiones.
boton-canjear = 🎟 Canjear { $codigo }
boton-otro-codigo = 🎟 Probar otro código
canje-hecho =
    🎟 <b>Código canjeado.</b>

    Recibes { $recompensa }. Tienes { $saldo } { -moneda }.
canje-cancelado = 🎟 El código <b>{ $codigo }</b> se ha agotado justo antes. Otra vez será.
canje-pendiente = 🎟 Estamos comprobando el código <b>{ $codigo }</b>. En unos minutos sabrás si ha llegado a tiempo.

referido-registrado =
    🤝 Vienes de parte de alguien. Cuando tomes { $decisiones } decisiones, ganáis los dos: { $bienvenida } { -moneda } para ti.
referido-uno_mismo = 🤝 Ese es tu propio enlace: mándaselo a otra persona.
referido-ya_juega = 🤝 Ya jugabas, así que la invitación no cuenta. Pero qué bien que hayas vuelto.
referido-ya_referido = 🤝 Ya habías venido de parte de alguien.
referido-para-compartir = 💋 Hay historias en las que decides tú, y cada decisión cuenta. ¿Vienes?
boton-invitar = 🤝 Invitar a alguien

grupo-regalar-como = Así: responde a alguien con <code>/regalar 10</code>.
grupo-regalar-a-quien = ¿A quién? Responde a su mensaje con /regalar, o hazlo en privado con un enlace.
grupo-regalar-desconocido = { $nombre } todavía no me conoce. Puedes crear un enlace con { $cantidad } { -moneda } y mandárselo.
grupo-empieza = Antes tenemos que conocernos: ábreme en privado.
boton-regalar-en-privado = 💝 Regalar en privado
grupo-regalo-entregado = 💝 { $de } ha regalado <b>{ $cantidad }</b> { -moneda } a { $nombre }.
grupo-regalo-pendiente = 💝 { $de } ha regalado <b>{ $cantidad }</b> { -moneda } a { $nombre }. Le llegan en cuanto pueda recibirlos.
grupo-regalo-devuelto = ↩️ { $nombre } no puede recibir regalos ahora: los { $cantidad } { -moneda } vuelven a { $de }.

inline-invitacion = 🤝 Invitar a alguien
inline-invitacion-descripcion = Con tu enlace: si se queda, ganáis los dos.
inline-ayuda-como-se-juega = ❓ Cómo se juega
inline-ayuda-como-se-juega-texto = Lees, decides y reaccionas; lo que haces tiene consecuencias y da besitos 💋, que abren puertas en la tienda.
inline-ayuda-besitos = 💋 Qué son los besitos
inline-ayuda-besitos-texto = La moneda de las historias. Se ganan leyendo, decidiendo y volviendo cada día; no se compran. Cada uno queda escrito en un libro que no se puede cambiar.
inline-ayuda-vip = 👑 Qué es VIP
inline-ayuda-vip-texto = Una suscripción con estrellas de Telegram que abre páginas, experiencias y objetos marcados con 👑.
