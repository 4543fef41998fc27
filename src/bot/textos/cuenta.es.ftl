# La cuenta: perfil, ranking, recibos, privacidad, y lo que el bot dice de sí mismo.

bot-descripcion =
    Historias que se juegan. Lees, decides y reaccionas, y lo que haces tiene consecuencias.

    Por el camino ganas besitos 💋, que en la tienda abren puertas que otros no verán.

    Pulsa «Empezar».
bot-descripcion-corta = Historias en las que decides tú. Lee, gana besitos 💋 y abre puertas.

perfil-titulo =
    🪞 <b>Tu perfil</b>

    En los rankings eres <b>{ $alias }</b>.
perfil-nivel = ⭐ Nivel <b>{ $nivel }</b>
    { $barra }
    { $falta ->
        [0] Has llegado al nivel más alto.
       *[otro] Te faltan { $falta } { -moneda } ganados para el nivel { $siguiente }.
    }
perfil-arquetipo =
    🎭 Juegas como <b>{ $arquetipo }</b>.
    <i>{ $explicacion }</i>
perfil-sin-arquetipo = 🎭 Todavía no sabemos cómo juegas. Sigue leyendo y lo verás aquí.
arquetipo-explica-explorador = Buscas lo que no está a la vista: abres páginas, vuelves atrás y pruebas otros caminos.
arquetipo-explica-romantico = Te quedas donde late algo: reaccionas a lo que lees y eliges con el corazón.
arquetipo-explica-coleccionista = Te gusta tenerlo todo: compras, guardas y completas.
arquetipo-explica-social = Lo mejor es compartirlo: invitas, regalas y celebras con otros.
arquetipo-explica-competidor = Vas a por la meta: terminas retos y subes en los rankings.
perfil-cuentas =
    🔥 Racha: { $racha ->
        [1] 1 día
       *[otro] { $racha } días
    } (la mejor, { $mejor })
    📅 Días jugados: { $dias }
    📖 Decisiones: { $decisiones } · páginas: { $paginas }
    ❤️ Reacciones: { $reacciones }
    🏅 Experiencias completadas: { $experiencias }
    🎒 Objetos distintos: { $objetos }
perfil-referidos =
    🤝 <b>Invita</b>: cuando alguien que traes toma { $decisiones } decisiones, ganas { $premio } { -moneda } y esa persona { $bienvenida }.
    Has traído a { $registrados } · cuentan { $premiados } · +{ $besitos } { -moneda }
    { $enlace }

ranking-semana = 🏆 <b>Quién ha ganado más esta semana</b>
ranking-siempre = 🏆 <b>Quién ha ganado más desde el principio</b>
ranking-fila = { $puesto } { $alias } · { $besitos } { -moneda }
ranking-fila-propia = <b>{ $puesto } { $alias } (tú) · { $besitos } { -moneda }</b>
ranking-vacio = Aún no hay nadie. Quien empiece, gana.
ranking-fuera = Todavía no estás en esta lista: gana un besito y aparecerás.
ranking-nota = <i>Nadie aparece con su nombre: cada apodo sale de un número al azar.</i>
boton-ranking-siempre = Desde el principio
boton-ranking-semana = Esta semana

recibo-titulo = 🧾 <b>Recibo</b>
recibo-desconocido = No tienes ningún movimiento con esa referencia.
recibo-evento = evento
recibo-stream = stream
recibo-revision = revisión
recibo-posicion = posición
recibo-orden = orden
recibo-actor = quién
recibo-referencia = sobre
recibo-cuando = cuándo
recibo-apuntes = apuntes (suman 0)
recibo-nota = <i>Con estos datos, quien audita puede encontrar el evento en el libro y comprobar que nadie lo ha cambiado: cada uno lleva la huella del anterior. Toca el recuadro para copiarlo.</i>

privacidad =
    🔒 <b>Privacidad</b>

    <b>Qué guardamos:</b> tu nombre y tu chat de Telegram, tu idioma, y lo que haces aquí: páginas, decisiones, reacciones, compras y besitos.

    <b>Cómo:</b> en el libro no estás con tu nombre, sino con un número al azar. Tu nombre y tu chat están cifrados con una clave que es solo tuya. Los pagos los gestiona Telegram: de ellos vemos las estrellas y una referencia, nunca tu tarjeta.

    <b>Quién lo ve:</b> en los rankings apareces con un apodo. Quien te hace o recibe un regalo no ve nada más de ti.

    <b>Cómo se borra:</b> con /olvidame. Destruimos tu clave, y lo que estaba cifrado con ella no lo puede leer nadie nunca más. Quedan los números, que ya no llevan a ti.
boton-olvidame = 🕯 Borrar mis datos
olvidame =
    🕯 <b>¿Quieres que te olvidemos?</b>

    Esto es lo que pasa, y no se puede deshacer:

    • Pierdes tus { $saldo } { -moneda } y tus objetos ({ $objetos }).
    • Tu historia, tus decisiones y tu nivel dejan de ser de nadie.
    • { $suscripcion ->
        [si] Cancelamos tu suscripción VIP en Telegram: no se te cobrará más, y lo que queda de tiempo se pierde.
       *[no] Si tuvieras algo en marcha, se cierra antes.
    }
    • Los regalos que nadie ha abierto se cierran.
    • Tu nombre y tu chat dejan de poder leerse, para siempre.

    Si vuelves, empezarás de cero.
boton-olvidame-no = No, me quedo
boton-olvidame-seguir = Sí, quiero borrarlo todo
olvidame-segunda =
    🕯 <b>Última pregunta.</b>

    Después de esto no hay vuelta atrás, ni siquiera para nosotros. ¿Borramos todo lo tuyo?
boton-olvidame-si = 🕯 Borrar para siempre
olvidame-hecho =
    🕯 <b>Hecho. Te estamos olvidando.</b>

    Cerramos lo que quede en marcha, cancelamos la suscripción si la hay, y destruimos tu clave. Suele tardar unos minutos; si hay un pago por resolver, algo más.

    Gracias por haber jugado.
