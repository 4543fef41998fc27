# The account: profile, ranking, receipts, privacy, and what the bot says of itself.

bot-descripcion =
    Stories that are played. You read, choose and react, and what you do has consequences.

    On the way you earn besitos 💋, which in the shop open doors that others will not see.

    Tap “Start”.
bot-descripcion-corta = Stories in which you decide. Read, earn besitos 💋, open doors.

perfil-titulo =
    🪞 <b>Your profile</b>

    In rankings you are <b>{ $alias }</b>.
perfil-nivel = ⭐ Level <b>{ $nivel }</b>
    { $barra }
    { $falta ->
        [0] You have reached the highest level.
       *[otro] { $falta } { -moneda } more to earn for level { $siguiente }.
    }
perfil-arquetipo =
    🎭 You play as <b>{ $arquetipo }</b>.
    <i>{ $explicacion }</i>
perfil-sin-arquetipo = 🎭 We do not know yet how you play. Read on, and you will see it here.
arquetipo-explica-explorador = You look for what is not in plain sight: you open pages, go back, and try other ways.
arquetipo-explica-romantico = You stay where something beats: you react to what you read and choose with your heart.
arquetipo-explica-coleccionista = You like to have it all: you buy, keep and complete.
arquetipo-explica-social = The best of it is to share: you invite, give and celebrate with others.
arquetipo-explica-competidor = You go for the goal: you finish challenges and climb the rankings.
perfil-cuentas =
    🔥 Streak: { $racha ->
        [1] 1 day
       *[otro] { $racha } days
    } (best: { $mejor })
    📅 Days played: { $dias }
    📖 Choices: { $decisiones } · pages: { $paginas }
    ❤️ Reactions: { $reacciones }
    🏅 Experiences completed: { $experiencias }
    🎒 Different things owned: { $objetos }
perfil-referidos =
    🤝 <b>Invite</b>: when somebody you bring has made { $decisiones } choices, you earn { $premio } { -moneda } and they earn { $bienvenida }.
    You brought { $registrados } · { $premiados } count · +{ $besitos } { -moneda }
    { $enlace }

ranking-semana = 🏆 <b>Who has earned most this week</b>
ranking-siempre = 🏆 <b>Who has earned most since the beginning</b>
ranking-fila = { $puesto } { $alias } · { $besitos } { -moneda }
ranking-fila-propia = <b>{ $puesto } { $alias } (you) · { $besitos } { -moneda }</b>
ranking-vacio = Nobody is here yet. Whoever begins, leads.
ranking-fuera = You are not on this list yet: earn one besito, and you will be.
ranking-nota = <i>Nobody appears under their name: each nickname comes from a random number.</i>
boton-ranking-siempre = Since the beginning
boton-ranking-semana = This week

recibo-titulo = 🧾 <b>Receipt</b>
recibo-desconocido = You have no entry with that reference.
recibo-evento = event
recibo-stream = stream
recibo-revision = revision
recibo-posicion = position
recibo-orden = command
recibo-actor = by
recibo-referencia = about
recibo-cuando = when
recibo-apuntes = postings (they sum to 0)
recibo-nota = <i>With this an auditor can find the event in the book and check that nobody has changed it: each carries the fingerprint of the one before. Tap the box to copy it.</i>

privacidad =
    🔒 <b>Privacy</b>

    <b>What we keep:</b> your name and your Telegram chat, your language, and what you do here: pages, choices, reactions, purchases and besitos.

    <b>How:</b> the book does not know you by name but by a random number. Your name and chat are encrypted with a key that is yours alone. Payments are Telegram's: of them we see the Stars and a reference, never your card.

    <b>Who sees it:</b> in rankings you have a nickname. Whoever gives you something, or is given something by you, sees nothing else of you.

    <b>How it is erased:</b> by /olvidame. We destroy your key, and nobody can ever again read what was encrypted with it. The numbers stay, and no longer lead to you.
boton-olvidame = 🕯 Erase my data
olvidame =
    🕯 <b>Shall we forget you?</b>

    This is what happens, and it cannot be undone:

    • You lose your { $saldo } { -moneda } and your things ({ $objetos }).
    • Your story, your choices and your level belong to nobody any more.
    • { $suscripcion ->
        [si] We cancel your VIP subscription at Telegram: you will not be charged again, and the time that is left is lost.
       *[no] If anything of yours were under way, it would be ended first.
    }
    • Gifts that nobody has opened are closed.
    • Your name and your chat can never be read again.

    If you come back, you begin afresh.
boton-olvidame-no = No, I stay
boton-olvidame-seguir = Yes, erase it all
olvidame-segunda =
    🕯 <b>One last question.</b>

    After this there is no way back, not even for us. Erase all that is yours?
boton-olvidame-si = 🕯 Erase for ever
olvidame-hecho =
    🕯 <b>Done. You are being forgotten.</b>

    We end what is under way, cancel the subscription if there is one, and destroy your key. It usually takes a few minutes; longer if a payment has to be settled.

    Thank you for having played.
