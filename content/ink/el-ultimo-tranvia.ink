// Un cuento breve: una noche, una línea que ya no existe y un paraguas con dueño.
# titulo: El último tranvía
# historia: el-ultimo-tranvia

VAR llave = false

-> anden

=== anden ===
# titulo: La parada de la línea nueve
La línea nueve dejó de circular hace veinte años. Lo sabes porque de tu parada solo queda el poste y una marquesina con goteras. Esta noche, sin embargo, hay luz al fondo de la avenida: una luz amarilla, baja, que se acerca haciendo cantar los raíles que nadie se molestó en arrancar. Llueve. En el banco alguien ha dejado abierto un paraguas rojo, como si acabara de levantarse.
* [Examinar el paraguas] -> paraguas
* [Parar el tranvía con el paraguas] -> tranvia

=== paraguas ===
# titulo: El paraguas rojo
El mango es de madera clara y está tibio, con la forma exacta de otra mano. Pesa más de lo que debe pesar un paraguas. Al girarlo, algo tintinea por dentro, pequeño y metálico, como un secreto que quiere salir. En la tela, por el lado que solo ve quien se cobija, hay bordada una dirección: «Invernadero del Jardín Viejo. Última parada». La luz amarilla ya está a una manzana.
* [Desenroscar el mango] -> mango
* [Subir al tranvía con él] -> tranvia

=== mango ===
# titulo: Lo que tintinea
~ llave = true
El mango se abre con una vuelta suave. Dentro hay una llave diminuta, verde de cobre viejo, envuelta en un billete de la línea nueve sin picar. Alguien ha escrito en él con letra apretada: «Si llueve, voy. Si no llueve, espérame igual». La fecha es de hoy, aunque de otro año. Guardas la llave en el puño. El tranvía frena delante de ti con un suspiro de perro cansado.
* [Subir] -> tranvia

=== tranvia ===
# titulo: Asientos de terciopelo
Dentro huele a lluvia y a naranjas. Los asientos son de terciopelo verde, y en cada ventana el vaho conserva un dibujo hecho con el dedo: un corazón, un pez, una casa con humo. No hay nadie más. La conductora, una mujer de pelo blanco y gorra azul, te mira por el espejo sin sorpresa, como se mira a quien llega un poco tarde a cenar.
* [Hablar con la conductora] -> conductora
* [Sentarte junto al dibujo de la casa] -> dibujo

=== conductora ===
# titulo: Marina
—Me llamo Marina —dice, sin soltar la manivela—. Conduje esta línea treinta y un años. Una noche de lluvia, alguien me prestó un paraguas y me citó en el invernadero. Yo tenía turno. Pensé que habría otra noche. —El tranvía toma la curva y las luces de la ciudad se quedan atrás—. Ahora, cuando llueve mucho, me dejan hacer el recorrido entero. Pero la última puerta no la puedo abrir yo.
* [Preguntarle quién la citó] -> cita
* [Mirar por la ventana en silencio] -> jardin

=== dibujo ===
# titulo: La casa con humo
Te sientas junto a la casa dibujada en el vaho. Al apoyar la frente descubres que, detrás del dibujo, la ciudad es la de antes: el cine Imperio con sus bombillas, la churrería, gente que corre bajo los periódicos. Un hombre joven, empapado, mira pasar el tranvía desde una esquina. No lleva paraguas. Levanta la mano, duda, la baja. La conductora aprieta los labios y no frena.
* [Tocar el timbre de parada] -> cita
* [Dejar que el tranvía siga] -> jardin

=== cita ===
# titulo: Un nombre
—Benito —dice Marina, y el tranvía entero parece ir más despacio para escuchar—. Era el jardinero del Jardín Viejo. Me enseñó los nombres de las orquídeas y yo le enseñé los de las paradas. Me prestó su paraguas para que tuviera que devolvérselo. Ese era todo su plan, fíjate. Y era un buen plan. Lo que falló fue mi prisa, que siempre iba en dirección contraria.
* [Prometer que lo devolverás] -> jardin
* [Proponerle un café antes de llegar] -> cafe

=== cafe ===
# titulo: Café de cocheras
En las cocheras abandonadas hay una máquina de café que funciona a golpes. Marina le da dos, con cariño, y salen dos vasos humeantes. Los bebéis en el estribo, viendo llover sobre los raíles. Te cuenta que lo peor no fue no ir: fue no haber contado nunca que quería ir. Luego mira su reloj, que marca una hora imposible, y te ofrece la gorra para que no te mojes.
* [Seguir hasta la última parada] -> jardin
* [Quedarte a charlar hasta que amanezca] -> fin_cafe

=== jardin ===
# titulo: Última parada
El tranvía se detiene donde se acaban los raíles. Delante, tras una verja de hierro, el Jardín Viejo respira en la oscuridad: tierra mojada, hojas enormes, un invernadero con un solo farol encendido dentro. Hay alguien al lado de ese farol. No se mueve. Marina baja un escalón, solo uno, y se queda ahí, con la mano en la barra. En la verja hay una cerradura diminuta, verde de cobre viejo.
* {llave} [Abrir la verja con la llave] -> invernadero
* [Llamar a gritos desde la verja] -> grito
* [Volver al tranvía con Marina] -> fin_tranvia

=== grito ===
# titulo: La voz y la lluvia
Gritas el primer nombre que te viene a la boca, y no es el tuyo. La lluvia se lo come a medio camino, pero el farol, dentro, oscila. Una figura se acerca a los cristales y apoya la palma. Desde este lado solo ves la mano, abierta, y el vaho que va dibujando despacio un corazón torcido. Marina, en el escalón, se lleva los dedos a los labios y levanta la otra mano.
* [Dejar el paraguas apoyado en la verja] -> fin_verja
* [Acompañar a Marina de vuelta] -> fin_tranvia

=== invernadero ===
# titulo: Orquídeas de noche
La llave gira como si la hubieran aceitado ayer. Dentro hace un calor dulce; las orquídeas, abiertas de par en par, miran hacia la puerta. Un anciano en mangas de camisa deja el farol en el suelo, muy despacio, para no espantar nada. No te mira a ti. Mira por encima de tu hombro, hacia el estribo, hacia la gorra azul. Tú tienes en la mano, todavía, algo que no es tuyo.
* [Abrir el paraguas y ofrecérselo a los dos] -> fin_invernadero

=== fin_invernadero ===
# titulo: Bajo el mismo paraguas
# final: Devuelto
Marina cruza la verja corriendo, con treinta y un años de retraso y la gorra en la mano. Benito no le pregunta nada: levanta el paraguas rojo y le hace sitio. Caben justos. Fuera deja de llover, pero ninguno de los dos lo cierra. Vuelves a pie por los raíles, con los zapatos llenos de agua y una orquídea en el ojal. Detrás de ti, muy bajo, un timbre de tranvía suena dos veces.
-> END

=== fin_verja ===
# titulo: Lo que queda en la verja
# final: Una señal
Dejas el paraguas rojo apoyado en el hierro, abierto, como lo encontraste. Al otro lado, alguien borra el corazón del cristal y escribe, al revés, para que se lea desde fuera: «Mañana también llueve». Marina lo lee en voz alta, tres veces, y se ríe como si le hubieran devuelto la edad. Al amanecer la avenida está vacía y seca. En el parte del tiempo anuncian, sin explicárselo, un frente del oeste.
-> END

=== fin_cafe ===
# titulo: Dos vasos
# final: Compañía
El amanecer os encuentra en el estribo, con los vasos vacíos y los pies colgando. Marina te ha contado las treinta y una paradas, y tú le has contado una cosa que no le habías dicho a nadie. Cuando sale el sol, ella se vuelve un poco transparente y sonríe. «No dejes turnos en medio», te pide. Esa mañana, antes de que se te pase el valor, llamas a quien tienes que llamar.
-> END

=== fin_tranvia ===
# titulo: Otra vuelta
# final: La línea sigue
El tranvía da la vuelta con un gemido largo. Marina conduce sin hablar, y tú, a su lado, vas limpiando con la manga los dibujos del vaho para que alguien pueda hacer otros. Te deja en tu parada, bajo la marquesina con goteras. «La próxima noche de lluvia», dice, «a lo mejor soy yo quien baja». El farol del jardín se ve desde aquí, si sabes mirar. Sigue encendido.
-> END
