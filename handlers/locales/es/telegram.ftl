# Lo que dice el bot aparte de las respuestas del asistente. Un plazo se dice solo junto con la tarea que lo cumple.

start =
    ¡Hola! Soy el asistente de la tienda, un programa. Te digo dónde está tu pedido, te ayudo a elegir y te explico las normas de la tienda.
    Escribe con tus palabras. Si prefieres hablar con una persona: /human
start-order = Quieres saber de un pedido. Para mostrártelo tengo que saber que es tuyo: comparte tu número de teléfono con el botón de abajo, o escribe el correo o el teléfono que usaste.
help =
    Escribe con tus palabras: sobre un pedido, un producto o las normas de la tienda. También puedes usar:
    /orders – tus pedidos
    /human – hablar con una persona
    /bot – volver al asistente
    /language – otro idioma
    /privacy – qué se guarda sobre ti
    /stop – no recibir más ofertas
    /logout – olvidar quién soy
unknown-command = No conozco ese comando. /help muestra los que hay, o escribe con tus palabras.

question-orders = Muéstrame mis pedidos
question-order = ¿Dónde está mi pedido { $order }?

contact-button = 📱 Compartir mi número
contact-foreign = Ese no es tu número. Usa el botón de abajo y Telegram me enviará el tuyo.
contact-unknown = No encuentro ningún cliente con este número. También puedes escribir un número de pedido y el correo o el teléfono que usaste.
contact-locked = Ningún intento coincidió, así que he avisado a una persona del equipo, que te responderá antes del { $deadline }.
contact-wait = Ha habido demasiados intentos. Puedes probar otra vez después del { $time }; con /human te atiende una persona.
contact-known = Gracias, ya sé quién eres.
logout-done = Hecho. En este chat ya no sé quién eres.
logout-none = En este chat no sé quién eres, así que no hay nada que olvidar.

media-person =
    { $kind ->
        [photo] Gracias por la foto. Yo no puedo verla, así que se la he pasado a una persona del equipo, que te responderá antes del { $deadline }.
        [voice] Gracias por el audio. Yo no puedo escucharlo, así que se lo he pasado a una persona del equipo, que te responderá antes del { $deadline }.
        [video] Gracias por el vídeo. Yo no puedo verlo, así que se lo he pasado a una persona del equipo, que te responderá antes del { $deadline }.
       *[document] Gracias por el archivo. Yo no puedo abrirlo, así que se lo he pasado a una persona del equipo, que te responderá antes del { $deadline }.
    }
media-added = Gracias, lo he añadido a tu consulta. Una persona del equipo te responderá antes del { $deadline }.
media-words =
    { $kind ->
        [photo] No puedo ver fotos. ¿Me cuentas con palabras de qué se trata?
        [voice] No puedo escuchar audios. ¿Me lo escribes?
        [video] No puedo ver vídeos. ¿Me cuentas con palabras de qué se trata?
       *[document] No puedo abrir archivos. ¿Me cuentas con palabras de qué se trata?
    }
media-sticker = 😊 ¿En qué te ayudo?
media-location = Gracias, pero no necesito la ubicación. Si es por una entrega, escríbeme la dirección o tu pregunta.
media-other = No puedo leer este tipo de mensaje. ¿Me lo dices con palabras?

language-ask = ¿Qué idioma prefieres?
language-set = De acuerdo, seguimos en español.

human-asked = He avisado a una persona del equipo, que te responderá aquí antes del { $deadline }. Puedes ir escribiendo los detalles.
human-waiting = Ya he avisado a una persona del equipo, que te responderá antes del { $deadline }. Puedes añadir lo que haga falta.
human-late = Perdona, la respuesta del equipo se retrasa. Tu consulta sigue abierta y está marcada como atrasada.
human-here = Una persona del equipo ya lleva este chat. Escribe sin más.
bot-back = Ya estoy de vuelta. ¿En qué te ayudo?

privacy =
    En los equipos de la tienda se guarda: lo que nos escribimos, de qué datos salieron mis respuestas, tus valoraciones y qué cliente eres, si lo has demostrado.
    Puedes pedir una copia o que se borre.
privacy-export = Pedir una copia
privacy-erase = Borrar
privacy-copy = Aquí está todo lo que se guarda sobre este chat.
privacy-confirm = Se borrarán nuestros mensajes, tus valoraciones y quién eres en este chat, y se retirarán las consultas abiertas al equipo. No se puede deshacer. La tienda conserva sus pedidos y los datos de sus clientes.
privacy-yes = Sí, borrar
privacy-no = No, conservar
privacy-erased = Borrado. La tienda conserva sus pedidos, los datos de sus clientes y si quieres recibir ofertas.
privacy-kept = De acuerdo, no se ha borrado nada.

stop-done = De acuerdo, no recibirás más ofertas. Sigo respondiendo a tus preguntas.
stop-undo = Volver a recibir ofertas
stop-undone = De acuerdo, puedes volver a recibir ofertas.
start-stopped = Tienes las ofertas desactivadas. Puedes activarlas aquí:

limit-minute = Son muchos mensajes de golpe. Espera un minuto y vuelve a escribir.
limit-day = Ya no puedo responder más por hoy. Vuelve a escribir más tarde.
given-up = Perdona, no he podido con tu mensaje. He avisado a una persona del equipo, que te responderá antes del { $deadline }.

group-line = Sobre pedidos y productos solo hablo en privado: { $link }

thumb-thanks = ¡Gracias!
thumb-sorry = Lo siento. Con /human te atiende una persona.
button-old = Esta pregunta ya está cerrada.
button-foreign = Este botón no es para ti.

command-orders = Tus pedidos
command-human = Hablar con una persona
command-bot = Volver al asistente
command-language = Otro idioma
command-privacy = Qué se guarda sobre ti
command-stop = No recibir más ofertas
command-logout = Olvidar quién soy
command-help = Qué sé hacer
command-staff-take = Tomar esta consulta
command-staff-bot = Devolver el chat al asistente
command-staff-close = Cerrar esta consulta
command-staff-why = En qué se basa la última respuesta
description = Respondo a preguntas sobre tus pedidos, los productos y las normas de la tienda, a cualquier hora. Si prefieres hablar con una persona, escribe /human.
short-description = Preguntas sobre tus pedidos y los productos de la tienda, a cualquier hora.
