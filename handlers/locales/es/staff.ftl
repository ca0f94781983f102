# Lo que lee el personal en el tema de un cliente y lo que lee el cliente cuando una persona llega o se va.

staff-stranger = desconocido
staff-verified = Cliente: { $name } (verificado, { $id })
staff-unverified = Cliente: un desconocido (sin verificar)
staff-language = Idioma: { $spoken }
staff-asked = Pide: { $what } · responder antes de { $due }
staff-asked-order = Pide: { $what }, pedido { $order } · responder antes de { $due }
staff-reason = Motivo: { $reason }
staff-kind-handoff = hablar con una persona
staff-kind-cancel = cancelar
staff-kind-return = devolver algo
staff-kind-refund = un reembolso
staff-kind-exchange = un cambio por otro artículo
staff-kind-address = otra dirección
staff-kind-change = modificar el pedido
staff-kind-problem = ayuda con algo dañado, que falta o equivocado
staff-help =
    Lo que escriba aquí lo lee el cliente de parte del bot.
    /take: me encargo yo · /bot: vuelve a responder el asistente · /close: hecho · /why: en qué se basa la respuesta del asistente
    Un mensaje que empieza por // queda entre ustedes.
staff-no-topic = El bot no puede crear un tema aquí (`shopclerk doctor` dice por qué): responda al cliente de otro modo y luego `shopclerk waiting --done`.
staff-transcript = Los últimos mensajes:
staff-receipts = En qué se basan las últimas respuestas del asistente:
staff-no-receipts = Nada de lo que dijo aquí el asistente se basa en datos de la tienda.
staff-taken = { $name } se encarga de esto.
staff-taken-before = { $name } ya se encarga de esto.
staff-nothing-waits = Aquí no espera nadie.
staff-back = { $name } ha devuelto la conversación al asistente.
staff-back-customer = El cliente ha vuelto al asistente.
staff-closed = { $name } ha cerrado esto.
staff-no-command = No existe ese comando, y el cliente no lo ha visto. Existen /take, /bot, /close y /why.
staff-edit-late = No enviado: aquí vuelve a responder el asistente. Escriba un mensaje nuevo.
staff-undelivered = ⚠️ Esto no llegó al cliente ({ $reason }): { $text }
staff-overdue = ⏰ Fuera de plazo desde { $due }: { $who } espera: { $what }. Responsable: { $owner }
staff-overdue-link = La conversación: { $link }

staff-told-back = Vuelve a atenderle el asistente de la tienda. Escriba /human cuando quiera hablar con una persona.
staff-told-closed = Nuestro compañero ha terminado su consulta. ¿Qué tal le ha ido?
staff-corrected = ✏️ { $text }
